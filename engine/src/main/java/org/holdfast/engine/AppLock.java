package org.holdfast.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One run per app and store at a time on this machine. Held by the operating system, so it ends with its process
/// however that ends, and there are no stale locks.
final class AppLock implements AutoCloseable {
    private static final int OWNER_BYTES = 500;

    /// The files that this process holds, and who it is. Such a file must not even be opened a second time: POSIX
    /// drops all locks that a process has on a file when it closes any descriptor of it. A lock belongs to the
    /// process, and so does this.
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final Path real;
    private final FileChannel channel;

    private AppLock(Path file, Path real, FileChannel channel) {
        this.file = file;
        this.real = real;
        this.channel = channel;
    }

    /// The file that is locked.
    Path file() {
        return file;
    }

    /// @param where it is held, for people: `in STORE`
    /// @throws BackupException LOCKED, naming the owner, if another run holds it
    static AppLock acquire(Path file, Subject app, String where, Instant now) throws IOException {
        Path real = Objects.requireNonNull(file.toAbsolutePath().getParent())
                .toRealPath()
                .resolve(file.getFileName());
        String owner = "process " + ProcessHandle.current().pid() + ", since " + now.truncatedTo(ChronoUnit.SECONDS);
        String other = HELD.putIfAbsent(real, owner);
        if (other != null) {
            throw locked(app, where, other);
        }
        try {
            return new AppLock(file, real, locked(file, app, where, owner));
        } catch (Throwable e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel locked(Path file, Subject app, String where, String owner) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                StateDirectory.PRIVATE_FILE);
        try {
            if (channel.tryLock() == null) {
                throw locked(app, where, owner(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static BackupException locked(Subject app, String where, String owner) {
        return new BackupException(
                Failure.LOCKED,
                "another run works on " + app.words() + " " + where + ": " + owner,
                "wait for it to end");
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OWNER_BYTES);
        channel.read(bytes, 0);
        String owner = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        return owner.isEmpty() ? "an unknown process" : owner;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(real);
        }
    }
}
