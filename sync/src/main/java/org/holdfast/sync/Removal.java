package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.holdfast.names.BytePath;

/// Removes whole trees: no link is followed, and nothing on another file system is touched.
final class Removal {
    private static final int OWNER_MAY_ALL = 0700;

    private Removal() {}

    /// Removes whatever `name` is; nothing is fine too.
    static void remove(Folder parent, BytePath name) throws IOException {
        try {
            remove(parent, name, parent.self().identity().device());
        } catch (NoSuchFileException _) {
            // Somebody was faster.
        }
    }

    private static void remove(Folder parent, BytePath name, long device) throws IOException {
        Inode inode = parent.stat(name);
        if (inode.identity().device() != device) {
            throw new FileSystemException(parent.shown(name), null, "another file system is mounted there");
        }
        if (inode.is(Kind.DIRECTORY)) {
            if ((inode.mode() & OWNER_MAY_ALL) != OWNER_MAY_ALL) {
                parent.setMode(name, OWNER_MAY_ALL);
            }
            try (Folder folder = parent.folder(name)) {
                for (BytePath child : folder.names()) {
                    remove(folder, child, device);
                }
            }
        }
        parent.delete(name);
    }
}
