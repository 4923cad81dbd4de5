package org.holdfast.sync;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// One walk over the mounts of a [SourceTree].
final class Scan {
    /// The deepest directory that can have an absolute path at all: half of the system's 4096 bytes. Each level
    /// costs an open directory and some stack.
    private static final int MAX_DEPTH = 2048;

    private final NavigableMap<BytePath, Path> mounts;
    private final Folder.Opener opener;
    private final EntryVisitor visitor;

    Scan(NavigableMap<BytePath, Path> mounts, Folder.Opener opener, EntryVisitor visitor) {
        this.mounts = mounts;
        this.opener = opener;
        this.visitor = visitor;
    }

    void run() throws IOException {
        Path top = mounts.get(BytePath.ROOT);
        if (top != null) {
            mount(BytePath.ROOT, top);
            return;
        }
        children(BytePath.ROOT, null, List.of());
    }

    private void mount(BytePath place, Path directory) throws IOException {
        try (Folder folder = opener.open(directory)) {
            List<BytePath> names = folder.names();
            if (!place.isRoot()) {
                visitor.entry(folder.self().entry(place, Optional.empty()));
            }
            children(place, folder, names);
        }
    }

    /// @param folder null where there is none and only mounts lie below
    private void children(BytePath place, @Nullable Folder folder, List<BytePath> names) throws IOException {
        for (BytePath name : withMounts(place, names)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the scan was interrupted at " + place);
            }
            BytePath path = place.resolve(name);
            Path mounted = mounts.get(path);
            if (mounted != null) {
                mount(path, mounted);
            } else if (folder == null || (hasMountBelow(path) && !isDirectory(folder, name))) {
                children(path, null, List.of());
            } else {
                child(path, folder, name);
            }
        }
    }

    private Iterable<BytePath> withMounts(BytePath place, List<BytePath> names) {
        if (!hasMountBelow(place)) {
            return names;
        }
        TreeSet<BytePath> all = new TreeSet<>(names);
        for (BytePath mount : mounts.tailMap(place, false).keySet()) {
            if (!mount.startsWith(place)) {
                break;
            }
            all.add(mount.below(place).segments().getFirst());
        }
        return all;
    }

    private boolean hasMountBelow(BytePath place) {
        BytePath next = mounts.higherKey(place);
        return next != null && next.startsWith(place);
    }

    private static boolean isDirectory(Folder folder, BytePath name) throws IOException {
        try {
            return folder.stat(name).is(Kind.DIRECTORY);
        } catch (FileSystemException _) {
            return false;
        }
    }

    private void child(BytePath path, Folder folder, BytePath name) throws IOException {
        Inode inode;
        Optional<String> target;
        try {
            inode = folder.stat(name);
            target = inode.is(Kind.LINK) ? Optional.of(folder.linkTarget(name)) : Optional.empty();
        } catch (FileSystemException e) {
            visitor.skipped(skip(path, e));
            return;
        }
        if (inode.kind().isEmpty()) {
            visitor.skipped(new Skip(path, Skip.Reason.SPECIAL, inode.special()));
            return;
        }
        visitor.entry(inode.entry(path, target));
        if (inode.is(Kind.DIRECTORY)) {
            directory(path, folder, name);
        }
    }

    private void directory(BytePath path, Folder parent, BytePath name) throws IOException {
        if (path.depth() >= MAX_DEPTH) {
            visitor.skipped(new Skip(path, Skip.Reason.UNREADABLE, "nested too deep"));
            return;
        }
        Folder folder;
        try {
            folder = parent.folder(name);
        } catch (FileSystemException e) {
            visitor.skipped(skip(path, e));
            return;
        }
        try (folder) {
            children(path, folder, listed(path, folder));
        }
    }

    private List<BytePath> listed(BytePath path, Folder folder) throws IOException {
        try {
            return folder.names();
        } catch (FileSystemException e) {
            visitor.skipped(skip(path, e));
            return List.of();
        }
    }

    private static Skip skip(BytePath path, FileSystemException e) {
        return switch (e) {
            case NoSuchFileException _ -> new Skip(path, Skip.Reason.VANISHED, "gone when its turn came");
            case NotDirectoryException _ ->
                new Skip(path, Skip.Reason.VANISHED, "no directory any more when its turn came");
            case AccessDeniedException _ -> new Skip(path, Skip.Reason.UNREADABLE, "permission denied");
            case FileSystemException _ -> {
                String reason = e.getReason();
                yield new Skip(path, Skip.Reason.UNREADABLE, reason == null ? e.toString() : reason);
            }
        };
    }
}
