package org.holdfast.backends.filesystem;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// Each object a file below one directory, its key the path.
///
/// **Publishing.** An object is written to a file of its own in `.holdfast-tmp` at the top and then renamed, so readers
/// see all of the old one or all of the new one, and no file is ever written into twice, which is what makes hard links
/// between backups safe. What a killed run leaves there is never listed, and removed by a later run after a day.
///
/// **Copying.** A copy is a hard link where settings and file system allow it, else the bytes are copied, which some
/// file systems do without reading them. A link shows when its bytes were written as the time it was
/// [modified][ObjectInfo#modified()].
///
/// **Durability.** [#put], [#copy] and [#delete] come back before their effect survives a power cut; [#flush()] is the
/// barrier. On Linux it is one syncfs(2), which costs about as much as the sync of a few files. Elsewhere, or without
/// native access, each file is synced in [#put] and each directory at the barrier.
///
/// **What is no object.** Symbolic links, devices and all else but regular files are neither listed nor read nor
/// written through, also where they stand for a directory; directories once checked are not checked again while the
/// store is open. A key cannot be both an object and a prefix of others, unlike in object stores; putting one in the
/// place of the other is a [PermanentStoreException]. Files are made with mode 0600 and directories with 0700, and
/// directories that become empty are removed; so is, by a [#delete] of its own key, a tree of directories without a
/// file.
///
/// Several processes may use one directory at once.
public final class FileStore implements ObjectStore {
    /// What Linux file systems take, and others too; where it is less, such a name is refused when it is written.
    private static final int MAX_NAME_BYTES = 255;

    /// Linux's PATH_MAX less the NUL.
    private static final int MAX_PATH_BYTES = 4095;

    /// Small, since most files are; sinks that read more at once pass it by.
    private static final int BUFFER = 8 * 1024;

    private static final int MAX_SUPPRESSED = 10;
    private static final BytePath STAGING = BytePath.parse(Staging.NAME);

    private final Root root;
    private final boolean hardlinks;
    private final Barrier barrier;
    private final Directories directories;
    private final Staging staging;
    private final Publisher publisher;
    private final FirstFile firstFile;
    private final int concurrency;

    FileStore(Root root, boolean hardlinks, Barrier barrier) {
        this.root = root;
        this.hardlinks = hardlinks;
        this.barrier = barrier;
        this.directories = new Directories(root, barrier);
        this.staging = new Staging(root);
        this.publisher = new Publisher(root, directories, staging, barrier);
        this.firstFile = new FirstFile(root, directories, staging, barrier, publisher);
        this.concurrency = Concurrency.of(root.path());
    }

    /// Opens a store that exists, and changes nothing until something is written.
    ///
    /// @throws PermanentStoreException if the directory does not exist, or is not on a disk as required
    public static FileStore open(FileSettings settings) throws IOException {
        Mount.check(settings);
        Root root = Root.existing(settings.root());
        return new FileStore(root, settings.hardlinks(), Barrier.of(root.path()));
    }

    /// Opens a store for writing. A missing directory is made, but not its parents: they look like a disk that is not
    /// mounted.
    ///
    /// @throws PermanentStoreException if the directory's parent does not exist, or is not on a disk as required
    public static FileStore openOrCreate(FileSettings settings) throws IOException {
        Mount.check(settings);
        Root root = Root.existingOrCreated(settings.root());
        FileStore store = new FileStore(root, settings.hardlinks(), Barrier.of(root.path()));
        store.staging.prepare();
        return store;
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        requireWritable(key);
        Interruption.check();
        publisher.put(key.path(), source);
        return Optional.empty();
    }

    /// By a hard link, so that readers see all of it. Where there are none, the file is made first and then filled, and
    /// readers may see less of it for a moment.
    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        requireWritable(key);
        Interruption.check();
        staging.prepare();
        return linksWork() ? firstFile.link(key.path(), content) : firstFile.fill(key.path(), content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        Path file = existing(key).path();
        try (FileChannel channel = openForReading(file)) {
            Callbacks.read(sink, new BufferedInputStream(new ChannelInput(channel, file), BUFFER));
        }
    }

    private static FileChannel openForReading(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw FileErrors.translate("read", file, e);
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return find(key).map(found -> FileListing.info(key.path(), found.attributes()));
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        Interruption.check();
        root.requireSame();
        Optional<Path> path = locate(prefix.path());
        if (path.isEmpty()) {
            return;
        }
        BasicFileAttributes attributes = Directories.attributes(path.get());
        if (attributes == null) {
            return;
        }
        if (prefix.path().isRoot() || attributes.isDirectory()) {
            new FileListing(root.path()).visit(prefix.path(), depth, visitor);
        }
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        requireWritable(to);
        Path source = existing(from).path();
        staging.prepare();
        if (linksWork() && publisher.link(source, to.path())) {
            return;
        }
        publisher.copyBytes(source, to.path());
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        keys.forEach(ObjectKey::named);
        Interruption.check();
        // Descending, so that a directory comes after those below it.
        NavigableSet<BytePath> left = new TreeSet<>(Comparator.reverseOrder());
        List<ObjectKey> survivors = new ArrayList<>();
        List<StoreException> failures = new ArrayList<>();
        for (ObjectKey key : keys) {
            Interruption.check();
            try {
                if (isDeleted(key)) {
                    left.add(key.path().parent());
                }
            } catch (StoreException e) {
                survivors.add(key);
                if (failures.size() <= MAX_SUPPRESSED) {
                    failures.add(e);
                }
            }
        }
        for (BytePath directory : left) {
            directories.prune(directory);
        }
        if (!failures.isEmpty()) {
            PartialDeleteException partial = new PartialDeleteException(survivors, failures.getFirst());
            failures.stream().skip(1).forEach(partial::addSuppressed);
            throw partial;
        }
    }

    private boolean isDeleted(ObjectKey key) throws IOException {
        Optional<Found> found = find(key);
        if (found.isEmpty()) {
            return isEmptyTreeRemoved(key);
        }
        Path file = found.get().path();
        try {
            Files.delete(file);
        } catch (NoSuchFileException | DirectoryNotEmptyException _) {
            // Somebody was quicker.
            return false;
        } catch (IOException e) {
            throw FileErrors.translate("remove", file, e);
        }
        barrier.changed(Objects.requireNonNull(file.getParent()));
        return true;
    }

    /// Directories without a file are left where somebody was killed; only who removes all of a tree knows that nobody
    /// needs them.
    private boolean isEmptyTreeRemoved(ObjectKey key) throws IOException {
        return locate(key.path()).filter(Directories::isDirectory).isPresent()
                && directories.removeIfNothingBut(key.path());
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        root.requireSame();
        // A staged file does not say what it was to become.
        if (prefix.path().isRoot()) {
            staging.visit(visitor);
            new FileListing(root.path()).visitEmpty(visitor);
        }
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        root.requireSame();
        if (found.id().isEmpty()) {
            delete(List.of(found.key()));
            return;
        }
        staging.discard(found);
    }

    @Override
    public void flush() throws IOException {
        Interruption.check();
        root.requireSame();
        barrier.flush();
    }

    /// What a copy shares is certain once something was written; until then it is what the settings ask for.
    @Override
    public Capabilities capabilities() {
        int maxKeyBytes = MAX_PATH_BYTES - 1 - LocalNames.bytesOf(root.path()).length;
        return new Capabilities(
                concurrency, concurrency, linksWork(), MAX_NAME_BYTES, Math.max(1, maxKeyBytes), Long.MAX_VALUE);
    }

    /// Does nothing: no file is open between two calls.
    @Override
    public void close() {}

    private boolean linksWork() {
        return hardlinks && (!staging.isPrepared() || staging.linksWork());
    }

    private record Found(Path path, BasicFileAttributes attributes) {}

    private Found existing(ObjectKey key) throws IOException {
        return find(key)
                .orElseThrow(
                        () -> new ObjectNotFoundException("no object " + key + " in " + FileErrors.shown(root.path())));
    }

    private Optional<Found> find(ObjectKey key) throws IOException {
        Interruption.check();
        Optional<Path> path = locate(key.named().path());
        if (path.isPresent()) {
            BasicFileAttributes attributes = Directories.attributes(path.get());
            if (attributes != null && attributes.isRegularFile()) {
                return Optional.of(new Found(path.get(), attributes));
            }
        }
        root.requireSame();
        return Optional.empty();
    }

    /// Where the file of a key would be; empty if there can be none, for want of its directory.
    private Optional<Path> locate(BytePath key) throws IOException {
        if (key.isRoot()) {
            return Optional.of(root.path());
        }
        if (key.startsWith(STAGING)) {
            return Optional.empty();
        }
        return directories.find(key.parent()).map(directory -> LocalNames.resolve(directory, key.name()));
    }

    private static void requireWritable(ObjectKey key) throws PermanentStoreException {
        if (key.named().path().startsWith(STAGING)) {
            throw new PermanentStoreException(
                    "name is reserved for unfinished files: " + Staging.NAME + "; choose another");
        }
    }
}
