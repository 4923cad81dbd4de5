package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.names.BytePath;

/// How a file system spells the names in one directory: some take `a` and `A`, or two ways to write `é`, for one name,
/// some write every `é` in their own way.
final class Spelling {
    private record File(long device, long inode) {}

    private final Folder folder;
    private final Map<File, List<BytePath>> names = new HashMap<>();

    private Spelling(Folder folder) {
        this.folder = folder;
    }

    /// @param folder stays open and in use
    static Spelling in(Folder folder) throws IOException {
        Spelling spelling = new Spelling(folder);
        for (BytePath name : folder.names()) {
            spelling.names
                    .computeIfAbsent(spelling.file(name), _ -> new ArrayList<>())
                    .add(name);
        }
        return spelling;
    }

    private File file(BytePath name) throws IOException {
        FileIdentity identity = folder.stat(name).identity();
        return new File(identity.device(), identity.inode());
    }

    /// The names that the directory lists for what is there by `name`: if not `name` itself, then that is spelled
    /// otherwise there. More than one for a file with hard links; none if there is nothing.
    List<BytePath> of(BytePath name) throws IOException {
        try {
            return names.getOrDefault(file(name), List.of());
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }
}
