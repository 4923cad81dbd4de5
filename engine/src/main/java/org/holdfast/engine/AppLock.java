package org.holdfast.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run per app and store at a time on this machine. Held by the operating system, so it ends with its process
/// however that ends, and there are no stale locks.
final class AppLock implements AutoCloseable {
    private static final int OWNER_BYTES = 500;

    private final Path file;
    private final FileChannel channel;

    private AppLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// The file that is locked.
    Path file() {
        return file;
    }

    /// @throws BackupException LOCKED, naming the owner, if another run holds it
    static AppLock acquire(Path file, Subject app, String store, Instant now) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                StateDirectory.PRIVATE_FILE);
        try {
            if (tryLock(channel) == null) {
                throw new BackupException(
                        Failure.LOCKED,
                        "another run works on " + app.words() + " in " + store + ": " + owner(channel),
                        "wait for it to end");
            }
            byte[] owner = ("process " + ProcessHandle.current().pid() + ", since "
                            + now.truncatedTo(ChronoUnit.SECONDS))
                    .getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner), 0);
            return new AppLock(file, channel);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OWNER_BYTES);
        channel.read(bytes, 0);
        String owner = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        return owner.isEmpty() ? "an unknown process" : owner;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
