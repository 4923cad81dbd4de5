package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;

/// Unfinished files, in one directory on the store's own file system so that a rename publishes them. Thread-safe, also
/// against other processes.
///
/// Nothing is made before the first write, so that reading leaves no trace in a store.
final class Staging {
    /// The one name at the top of a store that no object can have.
    static final String NAME = ".holdfast-tmp";

    /// No run takes that long between two writes to one file, so what is older was left by one that was killed.
    private static final Duration DEBRIS_AGE = Duration.ofDays(1);

    private static final int MAX_TRIES = 10;

    private final Root root;
    private final Path directory;
    private final FileAttribute<?>[] fileMode;

    /// Names files of different processes apart; the counter those of this one.
    private final String run = UUID.randomUUID().toString();

    private final AtomicLong counter = new AtomicLong();
    private final ReentrantLock preparing = new ReentrantLock();
    private volatile boolean prepared;
    private volatile boolean linksWork;

    /// A new file, open for writing.
    record Staged(Path path, FileChannel channel) {}

    Staging(Root root) {
        this.root = root;
        this.directory = root.path().resolve(NAME);
        this.fileMode = Modes.file(directory);
    }

    Staged create() throws IOException {
        prepare();
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Path path = nextPath();
            try {
                return new Staged(path, open(path));
            } catch (NoSuchFileException _) {
                restore();
            } catch (IOException e) {
                throw FileErrors.translate("write", path, e);
            }
        }
        throw new PermanentStoreException("directory " + FileErrors.shown(directory)
                + " is removed as soon as it is made; see who else works in the store");
    }

    /// A path for a new hard link.
    Path nextPath() {
        return directory.resolve(run + "-" + counter.incrementAndGet());
    }

    private FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), fileMode);
    }

    /// Removes what [#create] or a link made, if it is still there. Best effort: what stays is debris, which a later
    /// run removes.
    void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // As said.
        }
    }

    /// Makes the directory again that somebody removed; but not in the bare mount point of a disk that is gone.
    void restore() throws IOException {
        root.requireSame();
        makeDirectory();
    }

    /// Whether the file system makes hard links, as found out by making one; only after [#prepare()].
    boolean linksWork() {
        return linksWork;
    }

    boolean isPrepared() {
        return prepared;
    }

    /// Makes the directory, tries a hard link and removes debris; once.
    void prepare() throws IOException {
        if (prepared) {
            return;
        }
        preparing.lock();
        try {
            if (!prepared) {
                root.requireSame();
                makeDirectory();
                tryOut();
                prepared = true;
            }
        } finally {
            preparing.unlock();
        }
    }

    private void makeDirectory() throws IOException {
        try {
            Files.createDirectory(directory, Modes.directory(directory));
        } catch (FileAlreadyExistsException e) {
            if (!Directories.isDirectory(directory)) {
                throw new PermanentStoreException(
                        "not a directory: " + FileErrors.shown(directory) + "; remove it, unfinished files go there",
                        e);
            }
        } catch (IOException e) {
            throw FileErrors.translate("create directory", directory, e);
        }
    }

    private void tryOut() throws IOException {
        Path probe = nextPath();
        try {
            open(probe).close();
            linksWork = canLink(probe);
            // By the clock that stamps the files, which need not be this machine's.
            removeDebris(Files.getLastModifiedTime(probe).toInstant().minus(DEBRIS_AGE));
            Files.delete(probe);
        } catch (IOException e) {
            throw FileErrors.translate("write", probe, e);
        }
    }

    private boolean canLink(Path probe) throws IOException {
        Path link = nextPath();
        try {
            Files.createLink(link, probe);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
        Files.delete(link);
        return true;
    }

    private void removeDebris(Instant before) throws IOException {
        visit(found -> {
            if (found.begun().isBefore(before)) {
                Files.deleteIfExists(directory.resolve(found.id()));
            }
        });
    }

    /// Visits unfinished files, those being written included. They do not say what they were to become.
    void visit(UnfinishedVisitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                BasicFileAttributes there = Directories.attributes(file);
                if (there != null && there.isRegularFile()) {
                    visitor.unfinished(new Unfinished(
                            ObjectKey.ROOT,
                            Objects.requireNonNull(file.getFileName()).toString(),
                            there.lastModifiedTime().toInstant()));
                }
            }
        } catch (NoSuchFileException _) {
            // Nothing was ever written here.
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    void discard(Unfinished found) throws IOException {
        Path file = directory.resolve(found.id());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileErrors.translate("remove", file, e);
        }
    }
}
