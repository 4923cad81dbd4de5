package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// The private directory inside a target in which a restore is prepared: on the same file system, so that a rename
/// publishes. It is locked as long as its process lives, so one that a dead process left is recognized.
final class Staging implements Closeable {
    private static final String PREFIX = ".holdfast-restore-";
    private static final BytePath LOCK = BytePath.parse("lock");
    private static final BytePath TREE = BytePath.parse("tree");
    private static final String DEFAULT_ACL = "system.posix_acl_default";
    private static final int OWNER_MAY_ALL = 0700;

    private final Folder target;
    private final BytePath name;
    private final Folder directory;
    private final Folder tree;
    private final FileChannel lock;
    private boolean closed;

    private Staging(Folder target, BytePath name, Folder directory, Folder tree, FileChannel lock) {
        this.target = target;
        this.name = name;
        this.directory = directory;
        this.tree = tree;
        this.lock = lock;
    }

    static boolean isStaging(BytePath name) {
        return name.text().startsWith(PREFIX);
    }

    /// Makes one in `target`, then removes those of dead processes.
    ///
    /// @throws FileSystemException if another process is restoring into `target`
    static Staging in(Folder target) throws IOException {
        Staging staging = made(target);
        try {
            staging.removeDead();
            return staging;
        } catch (IOException e) {
            try (staging) {
                throw e;
            }
        }
    }

    private static Staging made(Folder target) throws IOException {
        Path made = target.naming(
                BytePath.ROOT,
                () -> Files.createTempDirectory(target.path(), PREFIX + process() + "-", StateFiles.PRIVATE_DIRECTORY));
        BytePath name = BytePath.of(LocalNames.nameOf(made));
        // What the target hands down to new entries, access control lists and groups, is no part of the backup.
        target.removeXattr(name, DEFAULT_ACL);
        target.setMode(name, OWNER_MAY_ALL);
        Folder directory = target.folder(name);
        try {
            directory.makeFolder(TREE, StateFiles.PRIVATE_DIRECTORY);
            FileChannel lock = directory.create(LOCK);
            if (lock.tryLock() == null) {
                throw busy(target);
            }
            return new Staging(target, name, directory, directory.folder(TREE), lock);
        } catch (IOException e) {
            try (directory) {
                Removal.remove(target, name);
            }
            throw e;
        }
    }

    /// Names this process for good: numbers are used again, in a container even the same after each start.
    private static String process() {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return self.pid() + "-" + started;
    }

    private static FileSystemException busy(Folder target) {
        return new FileSystemException(
                target.shown(BytePath.ROOT), null, "another restore runs into this directory; wait for its end");
    }

    private void removeDead() throws IOException {
        for (BytePath other : target.names()) {
            if (isStaging(other) && !other.equals(name) && target.stat(other).is(Kind.DIRECTORY)) {
                if (isLive(other)) {
                    throw busy(target);
                }
                Removal.remove(target, other);
            }
        }
    }

    private boolean isLive(BytePath other) throws IOException {
        if (other.text().startsWith(PREFIX + process() + "-")) {
            // Not even looked at: POSIX drops a process's lock when it closes any descriptor of the file.
            return true;
        }
        try (Folder folder = target.folder(other);
                FileChannel channel =
                        FileChannel.open(folder.path(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            FileLock taken = channel.tryLock();
            return taken == null;
        } catch (NoSuchFileException | NotDirectoryException _) {
            return false;
        }
    }

    /// Where the tree is prepared.
    Folder tree() {
        return tree;
    }

    /// For notes in files, which go when this is closed.
    Path directory() {
        return directory.path();
    }

    /// Removes it with all that is still in it.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                directory;
                tree) {
            Removal.remove(target, name);
        }
    }

    @Override
    public String toString() {
        return ByteText.printable(name.bytes());
    }
}
