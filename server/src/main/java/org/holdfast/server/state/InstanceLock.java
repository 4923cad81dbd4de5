package org.holdfast.server.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.jspecify.annotations.Nullable;

/// Makes sure that one server at a time works with a state directory: two would begin everything twice. Ends with the
/// process at the latest.
public final class InstanceLock implements AutoCloseable {
    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes it, or fails at once.
    ///
    /// @param file need not exist
    /// @throws BackupException LOCKED if another server has it; FAILED if the file cannot be made
    public static InstanceLock take(Path file) throws BackupException {
        try {
            Files.createDirectories(
                    Objects.requireNonNull(file.getParent()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (lock(channel) == null) {
                channel.close();
                throw new BackupException(
                        Failure.LOCKED,
                        "another \"holdfast serve\" works with the state directory of " + file,
                        "end it first, or name another directory in HOLDFAST_STATE");
            }
            return new InstanceLock(channel);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED,
                    "cannot lock " + file + ": " + e.getMessage(),
                    "make the state directory writable, or name another one in HOLDFAST_STATE",
                    List.of(),
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // By another server in this process.
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // The lock is gone with the process.
        }
    }
}
