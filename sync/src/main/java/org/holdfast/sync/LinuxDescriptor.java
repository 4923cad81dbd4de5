package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// Something that is held open, and what can be asked of it and of names in it. A name is a path below it, or
/// [BytePath#ROOT] for itself. Thread-safe, but for [#close()].
///
/// Java's own API is told of it as `/proc/self/fd/N`, which the kernel resolves to the very thing.
final class LinuxDescriptor implements Closeable {
    /// The longest target a link can have.
    private static final int PATH_MAX = 4096;

    private final Libc libc;
    private final int number;
    private final String shown;

    /// How many of those for this number are not closed.
    private final AtomicInteger users;

    private volatile boolean closed;

    private LinuxDescriptor(Libc libc, int number, String shown, AtomicInteger users) {
        this.libc = libc;
        this.number = number;
        this.shown = shown;
        this.users = users;
    }

    /// @param opened what opening returned
    /// @param shown the name for people
    static LinuxDescriptor of(Libc libc, int opened, String shown) throws FileSystemException {
        if (opened < 0) {
            throw failure(libc, shown, -opened);
        }
        return new LinuxDescriptor(libc, opened, shown, new AtomicInteger(1));
    }

    Libc libc() {
        return libc;
    }

    /// @throws IllegalStateException once it is closed, since the number may be somebody else's then
    int number() {
        if (closed) {
            throw new IllegalStateException("closed: " + shown);
        }
        return number;
    }

    String path() {
        return "/proc/self/fd/" + number();
    }

    String shown() {
        return shown;
    }

    String shown(BytePath name) {
        return name.isRoot() ? shown : shown + "/" + name;
    }

    Inode stat(BytePath name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statx = arena.allocate(Libc.STATX_BYTES, 8);
            checked(libc.stat(number(), name.bytes(), statx), name);
            return inode(statx.asByteBuffer().order(ByteOrder.nativeOrder()));
        }
    }

    /// Offsets of `struct statx`, which is the same on every architecture. As a buffer, since Java takes up to 9 MiB to
    /// compile as many accesses to a segment, and an eighth of one for these.
    private static Inode inode(ByteBuffer statx) {
        long device = ((long) statx.getInt(136) << 32) | Integer.toUnsignedLong(statx.getInt(140));
        return new Inode(
                statx.getShort(28) & 0xffff,
                statx.getLong(40),
                Instant.ofEpochSecond(statx.getLong(112), statx.getInt(120)),
                statx.getInt(20),
                statx.getInt(24),
                new FileIdentity(
                        device,
                        statx.getLong(32),
                        statx.getInt(16),
                        Instant.ofEpochSecond(statx.getLong(96), statx.getInt(104))));
    }

    /// Another user of the same, which stays open until all of them have closed it.
    LinuxDescriptor shared() {
        int open = number();
        users.incrementAndGet();
        return new LinuxDescriptor(libc, open, shown, users);
    }

    /// Fills `buffer` with what follows after `position` bytes of a file that is open for reading.
    ///
    /// @return how many bytes, 0 at the end
    long read(MemorySegment buffer, long position) throws FileSystemException {
        long read;
        do {
            read = libc.read(number(), buffer, position);
        } while (read == -Libc.EINTR);
        return checked(read, BytePath.ROOT);
    }

    String linkTarget(BytePath name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PATH_MAX);
            long length = checked(libc.readLink(number(), name.bytes(), buffer), name);
            return ByteText.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }

    /// @param result of a system call about `name`
    long checked(long result, BytePath name) throws FileSystemException {
        if (result < 0) {
            throw failure(libc, shown(name), (int) -result);
        }
        return result;
    }

    private static FileSystemException failure(Libc libc, String shown, int error) {
        return switch (error) {
            case Libc.ENOENT -> new NoSuchFileException(shown);
            case Libc.EACCES, Libc.EPERM -> new AccessDeniedException(shown);
            case Libc.EEXIST -> new FileAlreadyExistsException(shown);
            case Libc.ENOTDIR, Libc.ELOOP -> new NotDirectoryException(shown);
            default -> new FileSystemException(shown, null, libc.message(error));
        };
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (users.decrementAndGet() == 0) {
                libc.close(number);
            }
        }
    }
}
