package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.holdfast.names.BytePath;

/// Removes whole trees: no link is followed, and nothing on another file system is touched.
final class Removal {
    private static final int OWNER_MAY_ALL = 0700;

    /// A directory on its way out. Not by recursion, which nesting without end would exhaust.
    private record Level(Folder parent, BytePath name, Folder folder, Iterator<BytePath> children) {}

    private final Deque<Level> levels = new ArrayDeque<>();
    private final long device;

    private Removal(long device) {
        this.device = device;
    }

    /// Removes whatever `name` is; nothing is fine too.
    static void remove(Folder parent, BytePath name) throws IOException {
        new Removal(parent.self().identity().device()).run(parent, name);
    }

    private void run(Folder parent, BytePath name) throws IOException {
        try {
            visit(parent, name);
            while (!levels.isEmpty()) {
                Level level = levels.peek();
                if (level.children.hasNext()) {
                    visit(level.folder, level.children.next());
                    continue;
                }
                levels.pop();
                level.folder.close();
                level.parent.delete(level.name);
            }
        } finally {
            while (!levels.isEmpty()) {
                levels.pop().folder.close();
            }
        }
    }

    private void visit(Folder parent, BytePath name) throws IOException {
        Inode inode;
        try {
            inode = parent.stat(name);
        } catch (NoSuchFileException _) {
            return;
        }
        if (inode.identity().device() != device) {
            throw new FileSystemException(parent.shown(name), null, "another file system is mounted there");
        }
        if (!inode.is(Kind.DIRECTORY)) {
            parent.delete(name);
            return;
        }
        if ((inode.mode() & OWNER_MAY_ALL) != OWNER_MAY_ALL) {
            parent.setMode(name, OWNER_MAY_ALL);
        }
        Folder folder = parent.folder(name);
        try {
            levels.push(new Level(parent, name, folder, folder.names().iterator()));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }
}
