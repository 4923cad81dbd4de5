package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// A directory that a restore fills, and the only writer of user files.
///
/// Everything is prepared in a private directory inside the target and gets its final name only by
/// [#publish(boolean)]. Without that, by an exception, a crash or [#close()], the target stays as it was; what a killed
/// process leaves there is removed by the next [#open]. A link is never followed, neither one of the backup nor one
/// that the target has; only the target itself may be given by one.
///
/// [#wants], [#directory], [#file], [#link] and [#hardlink] are thread-safe; a directory may come after what lies in
/// it. [BytePath#ROOT] stands for the target itself.
public final class TargetTree implements AutoCloseable {
    private final Overwrite overwrite;
    private final Folder target;
    private final Staging staging;
    private final Notices notices = new Notices();
    private final Metadata metadata = new Metadata(notices);

    /// Guarded by itself.
    private final ExternalSort<Placed> placed;

    private final @Nullable Path madeHere;

    /// Whether something is staged that is no part of the backup and could not be removed.
    private volatile boolean spoiled;

    private boolean published;

    private TargetTree(Overwrite overwrite, Folder target, Staging staging, @Nullable Path madeHere) {
        this.overwrite = overwrite;
        this.target = target;
        this.staging = staging;
        this.placed = new ExternalSort<>(staging.directory(), Placed.CODEC, Placed.ORDER);
        this.madeHere = madeHere;
    }

    /// What to do about what is there already.
    public enum Overwrite {
        /// Refuse a target that is not empty.
        REFUSE,
        /// Keep whatever is there.
        NEVER,
        /// Replace files that differ in size or modification time, and links that point elsewhere.
        IF_CHANGED,
        /// Replace everything of the same name, also a file or link by a directory.
        ALWAYS
    }

    /// Prepares a restore into `target`, a directory or a link to one. One that is missing is made, but not its
    /// parents.
    ///
    /// @throws NoSuchFileException if the parent of a missing target is missing too
    /// @throws DirectoryNotEmptyException for [Overwrite#REFUSE]
    /// @throws FileSystemException if another restore into the same directory runs
    public static TargetTree open(Path target, Overwrite overwrite) throws IOException {
        return open(target, overwrite, Folder::open);
    }

    /// As [#open(Path, Overwrite)], where no segment of the path may be a link: for a place that somebody looked at
    /// before, so that nobody can lead it elsewhere meanwhile.
    ///
    /// @param target absolute and normalized
    /// @throws NotDirectoryException for a link on the way
    public static TargetTree openWithoutLinks(Path target, Overwrite overwrite) throws IOException {
        Path root = Objects.requireNonNull(target.getRoot());
        BytePath path = BytePath.of(LocalNames.bytesOf(root.relativize(target)));
        try (Folder top = Folder.open(root)) {
            return top.below(path, (parent, name) -> {
                Path made = makeFolder(parent, name) ? target : null;
                return open(target, overwrite, parent.folder(name), made);
            });
        } catch (NoSuchFileException _) {
            throw parentless(target);
        }
    }

    static TargetTree open(Path target, Overwrite overwrite, Folder.Opener opener) throws IOException {
        Path made = made(target);
        return open(target, overwrite, opener.open(target), made);
    }

    private static TargetTree open(Path target, Overwrite overwrite, Folder folder, @Nullable Path made)
            throws IOException {
        try {
            if (overwrite == Overwrite.REFUSE && folder.names().stream().anyMatch(name -> isContent(folder, name))) {
                throw new DirectoryNotEmptyException(target.toString());
            }
            return new TargetTree(overwrite, folder, Staging.in(folder), made);
        } catch (IOException e) {
            try (folder) {
                throw e;
            }
        }
    }

    private static @Nullable Path made(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            return Files.createDirectory(target);
        } catch (NoSuchFileException _) {
            throw parentless(target);
        }
    }

    private static NoSuchFileException parentless(Path target) {
        return new NoSuchFileException(
                target.toString(), null, "neither it nor its parent exists; make the parent first");
    }

    private static boolean isContent(Folder folder, BytePath name) {
        try {
            return !Staging.isStaging(name) || !folder.stat(name).is(Kind.DIRECTORY);
        } catch (IOException _) {
            return true;
        }
    }

    /// Whether to give this entry to one of the methods below; if not, what the target has stays, as part of the
    /// backup. Ask once for each entry of the backup, because what was neither asked for nor given counts as other.
    ///
    /// For [Overwrite#IF_CHANGED], mode, owner and time of what stays are set by [#publish(boolean)].
    public boolean wants(TreeEntry entry) throws IOException {
        boolean keep =
                switch (overwrite) {
                    case REFUSE, ALWAYS -> false;
                    case NEVER -> existing(entry.path()).isPresent();
                    case IF_CHANGED -> entry.kind() != Kind.DIRECTORY && isUnchanged(entry);
                };
        if (keep) {
            note(Placed.Role.KEPT, entry.path(), Optional.of(bare(entry)));
        }
        return !keep;
    }

    private static StoredEntry bare(TreeEntry entry) {
        return new StoredEntry(entry, Optional.empty(), Map.of(), Optional.empty(), false);
    }

    private Optional<Inode> existing(BytePath path) throws IOException {
        return Publication.find(target, path);
    }

    private boolean isUnchanged(TreeEntry entry) throws IOException {
        Optional<Inode> existing = existing(entry.path());
        if (existing.isEmpty() || !existing.get().is(entry.kind())) {
            return false;
        }
        if (entry.kind() == Kind.LINK) {
            return target.below(entry.path(), Folder::linkTarget)
                    .equals(entry.linkTarget().orElseThrow());
        }
        return SyncPlan.looksUnchanged(existing.get().entry(entry.path(), Optional.empty()), entry);
    }

    /// Restores a directory, with all its metadata once its content is in place.
    public void directory(StoredEntry entry) throws IOException {
        require(entry, Kind.DIRECTORY);
        if (!entry.path().isRoot()) {
            inParent(entry.path(), (folder, name) -> {
                if (!makeFolder(folder, name, StateFiles.PRIVATE_DIRECTORY)) {
                    // Implied by something in it, and open to all who may open what nobody described.
                    folder.folder(name).close();
                    folder.setMode(name, 0700);
                }
                return name;
            });
        }
        note(Placed.Role.DIRECTORY, entry.path(), Optional.of(entry));
    }

    /// Restores a regular file. `content` is read to its end and not closed; whatever it throws is thrown, and then the
    /// file does not count and may be given again.
    ///
    /// @throws IOException if there is more or less content than `entry` says
    public void file(StoredEntry entry, InputStream content) throws IOException {
        require(entry, Kind.FILE);
        inParent(entry.path(), (folder, name) -> {
            FileChannel out = created(entry.path(), folder, name);
            try {
                try (out) {
                    fill(entry, content, out);
                }
                metadata.apply(folder, name, entry, true);
            } catch (IOException | RuntimeException | Error e) {
                drop(folder, name, e);
                throw e;
            }
            return name;
        });
        note(Placed.Role.CONTENT, entry.path(), Optional.empty());
    }

    private static FileChannel created(BytePath path, Folder folder, BytePath name) throws IOException {
        try {
            return folder.create(name);
        } catch (FileAlreadyExistsException _) {
            throw twice(path, folder, name);
        }
    }

    private static FileAlreadyExistsException twice(BytePath path, Folder folder, BytePath name) throws IOException {
        List<BytePath> spelled = Spelling.in(folder).of(name);
        return new FileAlreadyExistsException(
                path.toString(),
                null,
                path + " "
                        + (spelled.isEmpty() || spelled.contains(name)
                                ? "is in the backup twice, or once more by a name that is the same to this file system"
                                : StagedNames.sameAs(spelled)));
    }

    private static void fill(StoredEntry entry, InputStream content, FileChannel out) throws IOException {
        long expected = entry.tree().size();
        long size = SparseCopy.copy(content, out, expected);
        if (size != expected) {
            throw new IOException(entry.path() + ": expected " + expected + " bytes and got " + size);
        }
    }

    private void drop(Folder folder, BytePath name, Throwable reason) {
        try {
            folder.delete(name);
        } catch (IOException e) {
            spoiled = true;
            reason.addSuppressed(e);
        }
    }

    /// Restores a symbolic link.
    public void link(StoredEntry entry) throws IOException {
        require(entry, Kind.LINK);
        inParent(entry.path(), (folder, name) -> {
            try {
                folder.makeLink(name, entry.tree().linkTarget().orElseThrow());
            } catch (FileAlreadyExistsException _) {
                throw twice(entry.path(), folder, name);
            }
            try {
                metadata.apply(folder, name, entry, true);
            } catch (IOException | RuntimeException | Error e) {
                drop(folder, name, e);
                throw e;
            }
            return name;
        });
        note(Placed.Role.CONTENT, entry.path(), Optional.empty());
    }

    /// Makes the entry another name of `earlier`, which was restored before or which the target has and keeps
    /// unchanged.
    ///
    /// @return false if there is no such file, or the file system has no hard links: then give the content to
    /// [#file]
    public boolean hardlink(StoredEntry entry, BytePath earlier) throws IOException {
        require(entry, Kind.FILE);
        boolean linked = inParent(
                entry.path(),
                (folder, name) -> linked(staging.tree(), entry, earlier, folder, name)
                        || (overwrite != Overwrite.ALWAYS && linked(target, entry, earlier, folder, name)));
        if (linked) {
            note(Placed.Role.CONTENT, entry.path(), Optional.empty());
        }
        return linked;
    }

    private static boolean linked(Folder top, StoredEntry entry, BytePath earlier, Folder folder, BytePath name)
            throws IOException {
        Optional<Inode> found = Publication.find(top, earlier);
        if (found.isEmpty()
                || !found.get().is(Kind.FILE)
                || !SyncPlan.looksUnchanged(found.get().entry(earlier, Optional.empty()), entry.tree())) {
            return false;
        }
        try {
            return top.below(earlier, (from, existing) -> {
                folder.makeHardLink(name, from, existing);
                return true;
            });
        } catch (FileAlreadyExistsException _) {
            throw twice(entry.path(), folder, name);
        } catch (FileSystemException | UnsupportedOperationException _) {
            return false;
        }
    }

    private static void require(StoredEntry entry, Kind kind) {
        if (entry.tree().kind() != kind
                || (kind != Kind.DIRECTORY && entry.path().isRoot())) {
            throw new IllegalArgumentException(entry.path() + " is no " + kind);
        }
    }

    /// Goes down to the staged parent of `path`, making what is missing. A link on the way is refused: an archive could
    /// have a link `x` to anywhere and then a file `x/y`.
    private <T> T inParent(BytePath path, Folder.Look<T> look) throws IOException {
        if (path.parent().isRoot()) {
            return look.at(staging.tree(), path);
        }
        try (Folder folder = stagedParent(path)) {
            return look.at(folder, path.name());
        }
    }

    private Folder stagedParent(BytePath path) throws IOException {
        try {
            return staging.tree().descend(path.parent());
        } catch (NoSuchFileException | NotDirectoryException _) {
            return madeParent(path);
        }
    }

    private Folder madeParent(BytePath path) throws IOException {
        BytePath place = BytePath.ROOT;
        Folder here = staging.tree();
        for (BytePath segment : path.parent().segments()) {
            place = place.resolve(segment);
            Folder above = here;
            try {
                here = stagedFolder(above, segment, place);
            } catch (NotDirectoryException _) {
                throw new NotDirectoryException(
                        path + ": the backup has a file or link in the place of its directory " + place);
            } finally {
                closeUnlessTop(above);
            }
        }
        return here;
    }

    private void closeUnlessTop(Folder folder) throws IOException {
        if (!folder.equals(staging.tree())) {
            folder.close();
        }
    }

    private Folder stagedFolder(Folder parent, BytePath name, BytePath place) throws IOException {
        try {
            return parent.folder(name);
        } catch (NoSuchFileException _) {
            if (makeFolder(parent, name)) {
                note(Placed.Role.IMPLIED, place, Optional.empty());
            }
            return parent.folder(name);
        }
    }

    /// @return false if there was something of that name
    private static boolean makeFolder(Folder parent, BytePath name, FileAttribute<?>... attributes) throws IOException {
        try {
            parent.makeFolder(name, attributes);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    private void note(Placed.Role role, BytePath path, Optional<StoredEntry> entry) throws IOException {
        synchronized (placed) {
            placed.add(new Placed(role, path, entry));
        }
    }

    /// Gives everything its final name. All conflicts are looked for first; then what replaces nothing is moved
    /// with all that is in it, and the rest entry by entry. Not atomic as a whole: a crash in the middle leaves
    /// some entries published, each of them whole. Call once, with no other method running.
    ///
    /// @param deleteOthers whether to remove what restored directories hold beside the backup; also allows a
    /// file or link to take the place of a directory that is not empty
    /// @throws FileAlreadyExistsException if something is in the way that may not be replaced; nothing was
    /// published
    public void publish(boolean deleteOthers) throws IOException {
        if (published) {
            throw new IllegalStateException("published already");
        }
        if (spoiled) {
            throw new IOException("a file that failed could not be removed again; nothing was published");
        }
        Publication publication = new Publication(overwrite, deleteOthers, staging, target, placed, metadata, notices);
        publication.check();
        published = true;
        publication.run();
    }

    /// What could not be restored exactly, for people; complete once [#publish(boolean)] returned.
    public List<String> notices() {
        return notices.lines();
    }

    /// Removes what was not published.
    @Override
    public void close() throws IOException {
        try (target;
                staging) {
            placed.close();
        }
        if (madeHere != null && !published) {
            Files.deleteIfExists(madeHere);
        }
    }
}
