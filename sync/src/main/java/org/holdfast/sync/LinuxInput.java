package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.holdfast.names.BytePath;

/// Reads a file that is open, from its beginning. What else has it open may be read and closed at the same time. For
/// one thread at a time.
final class LinuxInput extends InputStream {
    /// Memory outside of Java's heap, for as long as one reading takes.
    private static final int MAX_PIECE = 64 * 1024;

    private final LinuxDescriptor descriptor;
    private long position;

    /// @param descriptor open for reading; closed with this
    LinuxInput(LinuxDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(length, MAX_PIECE));
            int read = (int) descriptor.read(buffer, position);
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, offset, read);
            position += read;
            return read == 0 ? -1 : read;
        }
    }

    /// Reads nothing: who comes late to a large file passes over gigabytes.
    @Override
    public long skip(long bytes) throws IOException {
        long left = descriptor.stat(BytePath.ROOT).size() - position;
        long skipped = Math.clamp(bytes, 0, Math.max(left, 0));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
