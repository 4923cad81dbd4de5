package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// A directory by descriptor: whatever happens to the names above it, it stays the same one.
final class LinuxFolder implements Folder {
    private static final int O_DIRECTORY = directoryFlag(0x10000);
    private static final int O_NOFOLLOW = directoryFlag(0x20000);
    private static final int O_PATH = 0x200000;

    /// `O_RDONLY | O_NOCTTY | O_NONBLOCK`, as tar opens files: what took a file's place is neither waited for nor
    /// becomes a terminal.
    private static final int TO_READ = 0x100 | 0x800;

    /// The most a directory listing brings at once.
    private static final int LISTING_BYTES = 64 * 1024;

    private static final int NAME_OFFSET = 19;
    private static final int LENGTH_OFFSET = 16;

    private final Libc libc;
    private final LinuxDescriptor descriptor;

    private LinuxFolder(LinuxDescriptor descriptor) {
        this.libc = descriptor.libc();
        this.descriptor = descriptor;
    }

    /// ARM has these two flags at other places than the rest.
    private static int directoryFlag(int elsewhere) {
        return System.getProperty("os.arch").equals("aarch64") ? elsewhere >> 2 : elsewhere;
    }

    static LinuxFolder open(Libc libc, Path directory) throws IOException {
        byte[] bytes = LocalNames.bytesOf(directory.toAbsolutePath());
        String shown = ByteText.printable(bytes);
        int opened = libc.open(Libc.AT_FDCWD, bytes, O_PATH | O_DIRECTORY);
        return new LinuxFolder(LinuxDescriptor.of(libc, opened, shown));
    }

    @Override
    public List<BytePath> names() throws IOException {
        List<BytePath> names = new ArrayList<>();
        try (LinuxDescriptor fresh = reopened();
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LISTING_BYTES, 8);
            while (true) {
                long filled = fresh.checked(libc.entries(fresh.number(), buffer), BytePath.ROOT);
                if (filled == 0) {
                    names.sort(null);
                    return names;
                }
                collect(buffer, filled, names);
            }
        }
    }

    /// For reading. What is held otherwise needs no more than the right to pass through.
    private LinuxDescriptor reopened() throws IOException {
        int fresh = libc.open(descriptor.number(), new byte[] {'.'}, O_DIRECTORY);
        return LinuxDescriptor.of(libc, fresh, descriptor.shown());
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
        return descriptor.stat(name);
    }

    @Override
    public String linkTarget(BytePath name) throws IOException {
        return descriptor.linkTarget(name);
    }

    @Override
    public Folder folder(BytePath name) throws IOException {
        int opened = libc.open(descriptor.number(), name.bytes(), O_PATH | O_DIRECTORY | O_NOFOLLOW);
        return new LinuxFolder(LinuxDescriptor.of(libc, opened, shown(name)));
    }

    /// In one step where the system can; whatever fails is done again name by name, which tells where.
    @Override
    public Folder descend(BytePath directory) throws IOException {
        int opened = libc.openWithoutLinks(descriptor.number(), directory.bytes(), O_PATH | O_DIRECTORY | O_NOFOLLOW);
        return opened < 0
                ? Folder.super.descend(directory)
                : new LinuxFolder(LinuxDescriptor.of(libc, opened, shown(directory)));
    }

    @Override
    public HeldFile hold(BytePath path, Kind likely) throws IOException {
        try {
            return found(path, likely);
        } catch (FileSystemException _) {
            // It may have been replaced since its name was looked up; on a network's file system, that can be long ago.
            return found(path, likely);
        }
    }

    /// A file is opened for reading at once, if it is one and may be read; whatever else it turns out to be is held by
    /// a descriptor that opens nothing. For the rest, as [#descend(BytePath)].
    private HeldFile found(BytePath path, Kind likely) throws IOException {
        if (likely == Kind.FILE) {
            int readable = opened(path, TO_READ);
            if (readable >= 0) {
                LinuxFile file = held(readable, path, true);
                if (file.found().is(Kind.FILE)) {
                    return file;
                }
                file.close();
            }
        }
        int opened = opened(path, O_PATH);
        return opened < 0 && !isName(path)
                ? below(path, (folder, name) -> folder.hold(name, likely))
                : held(opened, path, false);
    }

    private LinuxFile named(BytePath name) throws IOException {
        return held(opened(name, O_PATH), name, false);
    }

    private static boolean isName(BytePath path) {
        return path.isRoot() || path.parent().isRoot();
    }

    private int opened(BytePath path, int flags) {
        return isName(path)
                ? libc.open(descriptor.number(), bytes(path), flags | O_NOFOLLOW)
                : libc.openWithoutLinks(descriptor.number(), path.bytes(), flags | O_NOFOLLOW);
    }

    private LinuxFile held(int opened, BytePath path, boolean readable) throws IOException {
        LinuxDescriptor held = LinuxDescriptor.of(libc, opened, shown(path));
        try {
            return new LinuxFile(held, held.stat(BytePath.ROOT), readable);
        } catch (IOException | RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    @Override
    public void makeLink(BytePath name, String target) throws IOException {
        descriptor.checked(libc.makeLink(ByteText.encode(target), descriptor.number(), name.bytes()), name);
    }

    @Override
    public void setModified(BytePath name, Instant modified) throws IOException {
        descriptor.checked(libc.setModified(descriptor.number(), bytes(name), modified), name);
    }

    @Override
    public void setXattr(BytePath name, String attribute, byte[] value) throws IOException {
        int result = libc.setXattr(place(name), ByteText.encode(attribute), value);
        if (result == -Libc.EOPNOTSUPP) {
            throw new UnsupportedOperationException(attribute);
        }
        descriptor.checked(result, name);
    }

    @Override
    public void removeXattr(BytePath name, String attribute) throws IOException {
        int result = libc.removeXattr(place(name), ByteText.encode(attribute));
        if (result != -Libc.EOPNOTSUPP && result != -Libc.ENODATA) {
            descriptor.checked(result, name);
        }
    }

    /// In one step where the system can; whatever fails, as for every link, is done again by holding it.
    @Override
    public void setMode(BytePath name, int mode) throws IOException {
        if (libc.setMode(descriptor.number(), bytes(name), mode) < 0) {
            setModeHeld(name, mode);
        }
    }

    private void setModeHeld(BytePath name, int mode) throws IOException {
        try (LinuxFile held = named(name)) {
            // Follows the descriptor to the very thing, and a link has no mode.
            if (!held.found().is(Kind.LINK)) {
                naming(name, () -> Files.setAttribute(held.path(), "unix:mode", mode));
            }
        }
    }

    @Override
    public void sync() throws IOException {
        try (LinuxDescriptor fresh = reopened()) {
            fresh.checked(libc.sync(fresh.number()), BytePath.ROOT);
        }
    }

    @Override
    public Path path() {
        return Path.of(descriptor.path());
    }

    @Override
    public String shown(BytePath name) {
        return descriptor.shown(name);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /// For calls that know no directory descriptors.
    private byte[] place(BytePath name) {
        byte[] start = (descriptor.path() + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] end = name.bytes();
        byte[] joined = Arrays.copyOf(start, start.length + end.length);
        System.arraycopy(end, 0, joined, start.length, end.length);
        return joined;
    }

    private static byte[] bytes(BytePath name) {
        return name.isRoot() ? new byte[] {'.'} : name.bytes();
    }
}
