package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// A directory by descriptor: whatever happens to the names above it, it stays the same one.
///
/// Java's own API is told of it as `/proc/self/fd/N`, which the kernel resolves to the open directory itself.
final class LinuxFolder implements Folder {
    private static final int O_DIRECTORY = directoryFlag(0x10000);
    private static final int O_NOFOLLOW = directoryFlag(0x20000);
    private static final int O_PATH = 0x200000;

    /// The longest target a link can have, and the most a directory listing brings at once.
    private static final int PATH_MAX = 4096;

    private static final int LISTING_BYTES = 64 * 1024;
    private static final int STATX_BYTES = 256;
    private static final int NAME_OFFSET = 19;
    private static final int LENGTH_OFFSET = 16;

    private final Libc libc;
    private final int descriptor;
    private final String shown;
    private boolean closed;

    private LinuxFolder(Libc libc, int descriptor, String shown) {
        this.libc = libc;
        this.descriptor = descriptor;
        this.shown = shown;
    }

    /// ARM has these two flags at other places than the rest.
    private static int directoryFlag(int elsewhere) {
        return System.getProperty("os.arch").equals("aarch64") ? elsewhere >> 2 : elsewhere;
    }

    static LinuxFolder open(Libc libc, Path directory) throws IOException {
        byte[] bytes = LocalNames.bytesOf(directory.toAbsolutePath());
        String shown = ByteText.printable(bytes);
        int descriptor = libc.open(Libc.AT_FDCWD, bytes, O_PATH | O_DIRECTORY);
        if (descriptor < 0) {
            throw failure(libc, shown, -descriptor);
        }
        return new LinuxFolder(libc, descriptor, shown);
    }

    @Override
    public List<BytePath> names() throws IOException {
        List<BytePath> names = new ArrayList<>();
        try (LinuxFolder fresh = reopened();
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LISTING_BYTES, 8);
            while (true) {
                long filled = checked(libc.entries(fresh.descriptor, buffer), BytePath.ROOT);
                if (filled == 0) {
                    names.sort(null);
                    return names;
                }
                collect(buffer, filled, names);
            }
        }
    }

    /// For reading. What is held otherwise needs no more than the right to pass through.
    private LinuxFolder reopened() throws IOException {
        int fresh = libc.open(descriptor, new byte[] {'.'}, O_DIRECTORY);
        return new LinuxFolder(libc, (int) checked(fresh, BytePath.ROOT), shown);
    }

    /// Offsets of `struct linux_dirent64`.
    private static void collect(MemorySegment buffer, long filled, List<BytePath> names) {
        long at = 0;
        while (at < filled) {
            int length = buffer.get(JAVA_SHORT, at + LENGTH_OFFSET) & 0xffff;
            MemorySegment padded = buffer.asSlice(at + NAME_OFFSET, length - NAME_OFFSET);
            byte[] name = untilNul(padded.toArray(JAVA_BYTE));
            if (!isDots(name)) {
                names.add(BytePath.of(name));
            }
            at += length;
        }
    }

    private static byte[] untilNul(byte[] padded) {
        int end = 0;
        while (end < padded.length && padded[end] != 0) {
            end++;
        }
        return Arrays.copyOf(padded, end);
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    @Override
    public Inode self() throws IOException {
        return stat(BytePath.ROOT);
    }

    @Override
    public Inode stat(BytePath name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statx = arena.allocate(STATX_BYTES, 8);
            checked(libc.stat(descriptor, name.bytes(), statx), name);
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

    @Override
    public String linkTarget(BytePath name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PATH_MAX);
            long length = checked(libc.readLink(descriptor, name.bytes(), buffer), name);
            return ByteText.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }

    @Override
    public Folder folder(BytePath name) throws IOException {
        int opened = libc.open(descriptor, name.bytes(), O_PATH | O_DIRECTORY | O_NOFOLLOW);
        return new LinuxFolder(libc, (int) checked(opened, name), shown(name));
    }

    /// In one step where the system can; whatever fails is done again name by name, which tells where.
    @Override
    public Folder descend(BytePath directory) throws IOException {
        int opened = libc.openWithoutLinks(descriptor, directory.bytes(), O_PATH | O_DIRECTORY | O_NOFOLLOW);
        return opened < 0 ? Folder.super.descend(directory) : new LinuxFolder(libc, opened, shown(directory));
    }

    @Override
    public InputStream read(BytePath name) throws IOException {
        // Held without being opened, then looked at, then opened as the very thing that was looked at.
        try (LinuxFolder held = hold(name)) {
            if (!held.self().is(Kind.FILE)) {
                throw new NoSuchFileException(shown(name), null, "it is no longer a regular file");
            }
            return Files.newInputStream(held.path());
        } catch (AccessDeniedException _) {
            throw new AccessDeniedException(shown(name));
        }
    }

    private LinuxFolder hold(BytePath name) throws IOException {
        int held = libc.open(descriptor, bytes(name), O_PATH | O_NOFOLLOW);
        return new LinuxFolder(libc, (int) checked(held, name), shown(name));
    }

    @Override
    public Map<String, byte[]> xattrs(BytePath name) throws IOException {
        byte[] place = place(name);
        byte[] names = xattrBytes(name, buffer -> libc.xattrNames(place, buffer));
        Map<String, byte[]> attributes = new TreeMap<>();
        int start = 0;
        for (int i = 0; i < names.length; i++) {
            if (names[i] == 0) {
                byte[] attribute = Arrays.copyOfRange(names, start, i);
                attributes.put(
                        ByteText.decode(attribute), xattrBytes(name, buffer -> libc.xattr(place, attribute, buffer)));
                start = i + 1;
            }
        }
        return attributes;
    }

    @FunctionalInterface
    private interface XattrCall {
        long into(MemorySegment buffer);
    }

    /// Asks for the size first; what grew meanwhile is asked for again.
    private byte[] xattrBytes(BytePath name, XattrCall call) throws IOException {
        while (true) {
            long size = call.into(MemorySegment.NULL);
            if (size == 0 || size == -Libc.EOPNOTSUPP || size == -Libc.ENODATA) {
                return new byte[0];
            }
            checked(size, name);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(size);
                long filled = call.into(buffer);
                if (filled != -Libc.ERANGE) {
                    return buffer.asSlice(0, checked(filled, name)).toArray(JAVA_BYTE);
                }
            }
        }
    }

    @Override
    public void makeLink(BytePath name, String target) throws IOException {
        checked(libc.makeLink(ByteText.encode(target), descriptor, name.bytes()), name);
    }

    @Override
    public void setModified(BytePath name, Instant modified) throws IOException {
        checked(libc.setModified(descriptor, bytes(name), modified), name);
    }

    @Override
    public void setXattr(BytePath name, String attribute, byte[] value) throws IOException {
        int result = libc.setXattr(place(name), ByteText.encode(attribute), value);
        if (result == -Libc.EOPNOTSUPP) {
            throw new UnsupportedOperationException(attribute);
        }
        checked(result, name);
    }

    @Override
    public void removeXattr(BytePath name, String attribute) throws IOException {
        int result = libc.removeXattr(place(name), ByteText.encode(attribute));
        if (result != -Libc.EOPNOTSUPP && result != -Libc.ENODATA) {
            checked(result, name);
        }
    }

    @Override
    public void setMode(BytePath name, int mode) throws IOException {
        try (LinuxFolder held = hold(name)) {
            // Follows the descriptor to the very thing, and a link has no mode.
            if (!held.self().is(Kind.LINK)) {
                naming(name, () -> Files.setAttribute(held.path(), "unix:mode", mode));
            }
        }
    }

    @Override
    public void sync() throws IOException {
        try (LinuxFolder fresh = reopened()) {
            checked(libc.sync(fresh.descriptor), BytePath.ROOT);
        }
    }

    @Override
    public Path path() {
        return Path.of(opened());
    }

    private String opened() {
        return "/proc/self/fd/" + descriptor;
    }

    @Override
    public void close() {
        // The number may be somebody else's after the first time.
        if (!closed) {
            closed = true;
            libc.close(descriptor);
        }
    }

    /// For calls that know no directory descriptors.
    private byte[] place(BytePath name) {
        byte[] start = (opened() + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] end = name.bytes();
        byte[] joined = Arrays.copyOf(start, start.length + end.length);
        System.arraycopy(end, 0, joined, start.length, end.length);
        return joined;
    }

    private static byte[] bytes(BytePath name) {
        return name.isRoot() ? new byte[] {'.'} : name.bytes();
    }

    @Override
    public String shown(BytePath name) {
        return name.isRoot() ? shown : shown + "/" + name;
    }

    private long checked(long result, BytePath name) throws FileSystemException {
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
}
