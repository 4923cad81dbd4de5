package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// The end of a restore, from the first look for conflicts to the last directory's time.
final class Publication {
    private static final int OWNER_MAY_WRITE = 0300;
    private static final int OWNER_MAY_ALL = 0700;
    private static final int TOLD_CONFLICTS = 10;

    private final TargetTree.Overwrite overwrite;
    private final boolean deleteOthers;
    private final Staging staging;
    private final Folder target;
    private final ExternalSort<Placed> placed;
    private final Metadata metadata;
    private final Notices notices;

    Publication(
            TargetTree.Overwrite overwrite,
            boolean deleteOthers,
            Staging staging,
            Folder target,
            ExternalSort<Placed> placed,
            Metadata metadata,
            Notices notices) {
        this.overwrite = overwrite;
        this.deleteOthers = deleteOthers;
        this.staging = staging;
        this.target = target;
        this.placed = placed;
        this.metadata = metadata;
        this.notices = notices;
    }

    /// What is at `path`, empty if nothing is or a file or link is in the way to it.
    static Optional<Inode> find(Folder top, BytePath path) throws IOException {
        try {
            return Optional.of(top.below(path, Folder::stat));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Step {
        /// @return whether to leave out all that lies below
        boolean at(Placed placed) throws IOException;
    }

    /// One pass over what was placed, in path order, each path once.
    private void each(Step step) throws IOException {
        try (Cursor<Placed> cursor = placed.sorted()) {
            BytePath last = null;
            BytePath left = null;
            for (Placed next = cursor.next(); next != null; next = cursor.next()) {
                BytePath path = next.path();
                boolean done = (last != null && path.equals(last)) || (left != null && path.startsWith(left));
                last = path;
                if (!done && step.at(next)) {
                    left = path;
                }
            }
        }
    }

    /// Finds everything that is in the way, and changes nothing.
    void check() throws IOException {
        long device = target.self().identity().device();
        List<String> conflicts = new ArrayList<>();
        each(next -> {
            if (next.path().isRoot()) {
                return false;
            }
            Optional<Inode> existing = find(target, next.path());
            Optional<Inode> staged = find(staging.tree(), next.path());
            if (existing.isEmpty() || staged.isEmpty()) {
                return true;
            }
            Optional<String> conflict = conflict(next.path(), staged.get(), existing.get(), device);
            conflict.ifPresent(reason -> conflicts.add(next.path() + " " + reason));
            return conflict.isPresent() || !existing.get().is(Kind.DIRECTORY);
        });
        if (!conflicts.isEmpty()) {
            String told = String.join("; ", conflicts.subList(0, Math.min(conflicts.size(), TOLD_CONFLICTS)));
            int more = conflicts.size() - TOLD_CONFLICTS;
            throw new FileAlreadyExistsException(
                    target.shown(BytePath.ROOT), null, told + (more > 0 ? "; and " + more + " more" : ""));
        }
    }

    private Optional<String> conflict(BytePath path, Inode staged, Inode existing, long device) throws IOException {
        if (existing.is(Kind.DIRECTORY) && existing.identity().device() != device) {
            return Optional.of("is on another file system; restore into it by itself");
        }
        boolean folder = staged.is(Kind.DIRECTORY);
        if (folder && existing.is(Kind.DIRECTORY)) {
            return Optional.empty();
        }
        if (folder && overwrite != TargetTree.Overwrite.ALWAYS) {
            return Optional.of("is no directory there; it may only be replaced when everything may");
        }
        if (overwrite == TargetTree.Overwrite.REFUSE) {
            return Optional.of("has appeared there meanwhile");
        }
        if (overwrite != TargetTree.Overwrite.NEVER && existing.is(Kind.DIRECTORY) && !mayGo(path)) {
            return Optional.of(
                    "is a directory there that is not empty; it may only be replaced when others are deleted");
        }
        return Optional.empty();
    }

    private boolean mayGo(BytePath directory) throws IOException {
        return deleteOthers
                || target.below(directory, (folder, name) -> {
                    try (Folder existing = folder.folder(name)) {
                        return existing.names().isEmpty();
                    }
                });
    }

    void run() throws IOException {
        // So that no power cut can leave a name in place of an old file and its content lost.
        staging.tree().sync();
        each(this::move);
        if (deleteOthers) {
            deleteOthers();
        }
        Optional<StoredEntry> top = setMetadata();
        placed.close();
        staging.close();
        if (top.isPresent()) {
            metadata.apply(target, BytePath.ROOT, top.get(), false);
        }
        target.sync();
    }

    private boolean move(Placed next) throws IOException {
        BytePath path = next.path();
        if (path.isRoot() || find(staging.tree(), path).isEmpty()) {
            return false;
        }
        return staging.tree().below(path, (from, name) -> target.below(path, (to, _) -> move(next, from, to, name)));
    }

    private boolean move(Placed next, Folder from, Folder to, BytePath name) throws IOException {
        boolean folder = from.stat(name).is(Kind.DIRECTORY);
        Optional<Inode> existing = find(to, name);
        if (existing.isPresent()) {
            boolean existingFolder = existing.get().is(Kind.DIRECTORY);
            if (folder && existingFolder) {
                if (next.role() == Placed.Role.DIRECTORY
                        && (existing.get().mode() & OWNER_MAY_WRITE) != OWNER_MAY_WRITE) {
                    // Its own mode comes later.
                    to.setMode(name, OWNER_MAY_ALL);
                }
                return false;
            }
            if (overwrite == TargetTree.Overwrite.NEVER) {
                return true;
            }
            if (folder || existingFolder) {
                Removal.remove(to, name);
            }
        }
        from.moveTo(name, to);
        return true;
    }

    /// A directory of the backup and what it holds beside the backup.
    private record Covered(BytePath path, TreeSet<BytePath> others) {}

    private void deleteOthers() throws IOException {
        Deque<Covered> open = new ArrayDeque<>();
        each(next -> {
            leave(open, next.path());
            Covered parent = open.peek();
            if (parent != null && !next.path().isRoot()) {
                parent.others.remove(next.path().below(parent.path).segments().getFirst());
            }
            covered(next).ifPresent(open::push);
            return false;
        });
        leave(open, null);
    }

    private void leave(Deque<Covered> open, @Nullable BytePath path) throws IOException {
        while (!open.isEmpty() && (path == null || !path.startsWith(open.peek().path))) {
            Covered covered = open.pop();
            for (BytePath other : covered.others) {
                delete(covered.path.resolve(other));
            }
        }
    }

    private void delete(BytePath path) throws IOException {
        try {
            target.below(path, (folder, name) -> {
                Removal.remove(folder, name);
                return name;
            });
        } catch (FileSystemException e) {
            String reason = e.getReason();
            notices.add("not deleted (" + (reason == null ? "permission denied" : reason) + ")", path);
        }
    }

    private Optional<Covered> covered(Placed next) throws IOException {
        boolean described = next.role() == Placed.Role.DIRECTORY || next.role() == Placed.Role.KEPT;
        Optional<Inode> existing = described ? find(target, next.path()) : Optional.empty();
        if (existing.isEmpty() || !existing.get().is(Kind.DIRECTORY)) {
            return Optional.empty();
        }
        TreeSet<BytePath> names =
                new TreeSet<>(next.path().isRoot() ? target.names() : target.below(next.path(), Publication::names));
        if (next.path().isRoot()) {
            names.removeIf(Staging::isStaging);
        }
        return Optional.of(new Covered(next.path(), names));
    }

    private static List<BytePath> names(Folder parent, BytePath name) throws IOException {
        try (Folder folder = parent.folder(name)) {
            return folder.names();
        }
    }

    /// From the leaves up, since setting one entry's metadata must not touch what was set before.
    ///
    /// @return the target's own, which is left to the very end
    private Optional<StoredEntry> setMetadata() throws IOException {
        try (var upwards = new ExternalSort<>(staging.directory(), Placed.CODEC, Placed.ORDER.reversed())) {
            each(next -> {
                if (next.role() == Placed.Role.DIRECTORY
                        || (next.role() == Placed.Role.KEPT && overwrite == TargetTree.Overwrite.IF_CHANGED)) {
                    upwards.add(next);
                }
                return false;
            });
            Optional<StoredEntry> top = Optional.empty();
            try (Cursor<Placed> cursor = upwards.sorted()) {
                for (Placed next = cursor.next(); next != null; next = cursor.next()) {
                    if (next.path().isRoot()) {
                        top = next.entry();
                    } else {
                        setMetadata(next);
                    }
                }
            }
            return top;
        }
    }

    private void setMetadata(Placed next) throws IOException {
        StoredEntry entry = next.entry().orElseThrow();
        target.below(next.path(), (folder, name) -> {
            if (next.role() == Placed.Role.DIRECTORY) {
                metadata.apply(folder, name, entry, false);
            } else {
                metadata.mend(folder, name, entry.tree());
            }
            return name;
        });
    }
}
