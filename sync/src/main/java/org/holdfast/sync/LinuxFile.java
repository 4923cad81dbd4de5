package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// Anything that has a name, by a descriptor that opens nothing, so that to hold it wakes no device and needs no right
/// to read; or a file that is open for reading.
final class LinuxFile implements HeldFile {
    private final LinuxDescriptor descriptor;
    private final Inode found;
    private final boolean readable;

    /// @param readable whether it is a file that is open for reading
    LinuxFile(LinuxDescriptor descriptor, Inode found, boolean readable) {
        this.descriptor = descriptor;
        this.found = found;
        this.readable = readable;
    }

    @Override
    public Inode found() {
        return found;
    }

    @Override
    public Inode stat() throws IOException {
        return descriptor.stat(BytePath.ROOT);
    }

    @Override
    public String linkTarget() throws IOException {
        return descriptor.linkTarget(BytePath.ROOT);
    }

    Path path() {
        return Path.of(descriptor.path());
    }

    @Override
    public InputStream read() throws IOException {
        // What is held never becomes something else.
        if (!found.is(Kind.FILE)) {
            throw new NoSuchFileException(descriptor.shown(), null, "it is no longer a regular file");
        }
        if (readable) {
            return new LinuxInput(descriptor.shared());
        }
        try {
            return Files.newInputStream(path());
        } catch (AccessDeniedException _) {
            throw new AccessDeniedException(descriptor.shown());
        }
    }

    /// Of what is not open, by the path that stands for the descriptor: the kernel follows it to the very thing, be it
    /// a link.
    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        byte[] path = descriptor.path().getBytes(StandardCharsets.US_ASCII);
        Libc libc = descriptor.libc();
        byte[] names = bytes(
                buffer -> readable ? libc.xattrNames(descriptor.number(), buffer) : libc.xattrNames(path, buffer));
        Map<String, byte[]> attributes = new TreeMap<>();
        int start = 0;
        for (int i = 0; i < names.length; i++) {
            if (names[i] == 0) {
                byte[] attribute = Arrays.copyOfRange(names, start, i);
                attributes.put(ByteText.decode(attribute), bytes(buffer -> libc.xattr(path, attribute, buffer)));
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
    private byte[] bytes(XattrCall call) throws IOException {
        while (true) {
            long size = call.into(MemorySegment.NULL);
            if (size == 0 || size == -Libc.EOPNOTSUPP || size == -Libc.ENODATA) {
                return new byte[0];
            }
            descriptor.checked(size, BytePath.ROOT);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(size);
                long filled = call.into(buffer);
                if (filled != -Libc.ERANGE) {
                    return buffer.asSlice(0, descriptor.checked(filled, BytePath.ROOT))
                            .toArray(JAVA_BYTE);
                }
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
