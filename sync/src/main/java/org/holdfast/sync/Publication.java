package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.names.BytePath;

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
        List<String> conflicts = new ArrayList<>(stagedConflicts());
        long device = target.self().identity().device();
        FormerNames former = new FormerNames(target);
        each(next -> {
            if (next.path().isRoot()) {
                return false;
            }
            Optional<Inode> existing = find(target, next.path());
            if (existing.isEmpty()) {
                return true;
            }
            Optional<String> conflict = former.have(next.path())
                    ? conflict(next.path(), existing.get(), device)
                    : Optional.of(otherName(next.path()));
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

    private List<String> stagedConflicts() throws IOException {
        StagedNames names = new StagedNames(staging.tree(), notices);
        each(next -> {
            if (next.role() != Placed.Role.KEPT) {
                names.add(next.path());
            }
            return false;
        });
        return names.conflicts();
    }

    private String otherName(BytePath path) throws IOException {
        List<BytePath> spelled =
                target.in(path.parent(), folder -> Spelling.in(folder).of(path.name()));
        return spelled.isEmpty() || spelled.contains(path.name())
                ? "has appeared there meanwhile"
                : StagedNames.sameAs(spelled);
    }

    private Optional<String> conflict(BytePath path, Inode existing, long device) throws IOException {
        Optional<Inode> found = find(staging.tree(), path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Inode staged = found.get();
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
        FormerNames former = new FormerNames(target);
        each(next -> move(next, former));
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

    private boolean move(Placed next, FormerNames former) throws IOException {
        BytePath path = next.path();
        if (path.isRoot() || find(staging.tree(), path).isEmpty()) {
            return false;
        }
        if (!former.have(path) && find(target, path).isPresent()) {
            throw new FileAlreadyExistsException(target.shown(path), null, path + " " + otherName(path));
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

    /// Removes what directories of the backup hold beside it.
    private void deleteOthers() throws IOException {
        Ancestors<Names> open = new Ancestors<>(this::deleteOthers);
        each(next -> {
            BytePath path = next.path();
            open.leaveFor(path);
            if (!open.isEmpty() && !path.isRoot()) {
                open.known().expect(path.below(open.directory()).top());
            }
            if (isCovered(next)) {
                List<BytePath> names = new ArrayList<>(target.in(path, Folder::names));
                names.removeIf(name -> path.isRoot() && Staging.isStaging(name));
                open.enter(path, new Names(names));
            }
            return false;
        });
        open.leaveAll();
    }

    private boolean isCovered(Placed next) throws IOException {
        return (next.role() == Placed.Role.DIRECTORY || next.role() == Placed.Role.KEPT)
                && find(target, next.path())
                        .filter(existing -> existing.is(Kind.DIRECTORY))
                        .isPresent();
    }

    private void deleteOthers(BytePath directory, Names names) throws IOException {
        if (!names.others().isEmpty() && !names.missing().isEmpty()) {
            target.in(directory, folder -> {
                Spelling spelling = Spelling.in(folder);
                for (BytePath name : names.missing()) {
                    names.others().removeAll(spelling.of(name));
                }
                return folder;
            });
        }
        for (BytePath other : names.others()) {
            delete(directory.resolve(other));
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
