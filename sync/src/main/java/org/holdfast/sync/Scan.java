package org.holdfast.sync;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// One walk over the mounts of an [OpenTree].
final class Scan {
    /// The deepest directory that can have an absolute path at all: half of the system's 4096 bytes. Each level
    /// costs an open directory.
    private static final int MAX_DEPTH = 2048;

    private final NavigableMap<BytePath, OpenTree.Mount> mounts;
    private final BytePath excludingBelow;
    private final Excludes excludes;
    private final EntryVisitor visitor;
    private final Deque<Level> levels = new ArrayDeque<>();

    Scan(
            NavigableMap<BytePath, OpenTree.Mount> mounts,
            BytePath excludingBelow,
            Excludes excludes,
            EntryVisitor visitor) {
        this.mounts = mounts;
        this.excludingBelow = excludingBelow;
        this.excludes = excludes;
        this.visitor = visitor;
    }

    /// A directory in the middle of its children. Not by recursion, which nesting without end would exhaust.
    ///
    /// @param folder null where there is none and only mounts lie below
    private record Level(BytePath place, @Nullable Folder folder, Iterator<BytePath> names) {}

    void run() throws IOException {
        try {
            OpenTree.Mount top = mounts.get(BytePath.ROOT);
            if (top != null) {
                mount(BytePath.ROOT, top.folder());
            } else {
                enter(BytePath.ROOT, null, List.of());
            }
            while (!levels.isEmpty()) {
                Level level = levels.peek();
                if (level.names.hasNext()) {
                    visit(level, level.names.next());
                } else {
                    leave();
                }
            }
        } finally {
            while (!levels.isEmpty()) {
                leave();
            }
        }
    }

    private void enter(BytePath place, @Nullable Folder folder, List<BytePath> names) {
        levels.push(new Level(place, folder, withMounts(place, names).iterator()));
    }

    private void leave() throws IOException {
        Level left = levels.pop();
        if (left.folder != null && !mounts.containsKey(left.place)) {
            left.folder.close();
        }
    }

    private void mount(BytePath place, Folder folder) throws IOException {
        List<BytePath> names = folder.names();
        if (!place.isRoot()) {
            visitor.entry(folder.self().entry(place, Optional.empty()));
        }
        enter(place, folder, names);
    }

    private void visit(Level level, BytePath name) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the scan was interrupted at " + level.place);
        }
        BytePath path = level.place.resolve(name);
        OpenTree.Mount mounted = mounts.get(path);
        if (mounted != null) {
            mount(path, mounted.folder());
        } else if (level.folder == null || (hasMountBelow(path) && !isDirectory(level.folder, name))) {
            enter(path, null, List.of());
        } else {
            child(path, level.folder, name);
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
            all.add(mount.below(place).top());
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
        try {
            inode = folder.stat(name);
        } catch (FileSystemException e) {
            // Nobody knows of which kind it is. A mount that is out of reach is a directory.
            if (isExcluded(path, true)) {
                exclude(path);
            } else {
                visitor.skipped(skip(path, e));
            }
            return;
        }
        if (isExcluded(path, inode.is(Kind.DIRECTORY))) {
            exclude(path);
            return;
        }
        if (inode.kind().isEmpty()) {
            visitor.skipped(new Skip(path, Skip.Reason.SPECIAL, inode.special()));
            return;
        }
        Optional<String> target;
        try {
            target = inode.is(Kind.LINK) ? Optional.of(folder.linkTarget(name)) : Optional.empty();
        } catch (FileSystemException e) {
            visitor.skipped(skip(path, e));
            return;
        }
        visitor.entry(inode.entry(path, target));
        if (inode.is(Kind.DIRECTORY)) {
            directory(path, folder, name);
        }
    }

    private boolean isExcluded(BytePath path, boolean directory) {
        return !excludes.isEmpty()
                && path.startsWith(excludingBelow)
                && !path.equals(excludingBelow)
                && excludes.contains(path.below(excludingBelow), directory);
    }

    private void exclude(BytePath path) throws IOException {
        visitor.excluded(path);
        if (hasMountBelow(path)) {
            enter(path, null, List.of());
        }
    }

    private void directory(BytePath path, Folder parent, BytePath name) throws IOException {
        if (levels.size() >= MAX_DEPTH) {
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
        List<BytePath> names;
        try {
            names = folder.names();
        } catch (FileSystemException e) {
            folder.close();
            visitor.skipped(skip(path, e));
            // Mounts may lie below all the same.
            enter(path, null, List.of());
            return;
        }
        enter(path, folder, names);
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
