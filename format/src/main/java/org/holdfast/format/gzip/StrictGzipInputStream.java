package org.holdfast.format.gzip;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Decompresses gzip data that is exactly one or more members (RFC 1952) to the last byte. Unlike
/// [java.util.zip.GZIPInputStream] it reads its source to the end, and takes nothing else behind the last member for
/// an end: data that was cut short or lengthened never looks complete.
///
/// Throws [EOFException] where the source ends early (also where it is empty) and [ZipException] where it is damaged;
/// what was read before is then not to be trusted, and every later read throws again. Does not close its source. Not
/// thread-safe.
public final class StrictGzipInputStream extends InputStream {
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final InputStream source;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private State state = State.BEFORE_FIRST;
    private @Nullable ZipException damage;

    private enum State {
        BEFORE_FIRST,
        IN_MEMBER,
        ENDED,
        FAILED,
        CLOSED
    }

    public StrictGzipInputStream(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        State before = state;
        if (before == State.FAILED || before == State.CLOSED) {
            throw new IOException(before == State.CLOSED ? "the stream is closed" : "decompression failed before");
        }
        if (length == 0) {
            return 0;
        }
        if (before == State.ENDED) {
            return -1;
        }
        state = State.FAILED;
        if (before == State.BEFORE_FIRST) {
            header();
        }
        int count = inflate(bytes, offset, length);
        state = count < 0 ? State.ENDED : State.IN_MEMBER;
        return count;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            int count = inflateSome(bytes, offset, length);
            if (count > 0) {
                crc.update(bytes, offset, count);
                return count;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                trailer();
                if (!hasMore()) {
                    return -1;
                }
                header();
            } else if (inflater.needsInput()) {
                requireMore();
                inflater.setInput(buffer, position, limit - position);
            } else {
                throw new ZipException("damaged gzip data: a preset dictionary is asked for");
            }
        }
    }

    /// What comes before damage is given; the damage is told at the next call.
    private int inflateSome(byte[] bytes, int offset, int length) throws ZipException {
        if (damage != null) {
            throw damage;
        }
        long before = inflater.getBytesWritten();
        try {
            int count = inflater.inflate(bytes, offset, length);
            if (inflater.needsInput()) {
                position = limit;
            }
            return count;
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException("damaged gzip data: " + e.getMessage());
            damaged.initCause(e);
            int count = (int) (inflater.getBytesWritten() - before);
            if (count == 0) {
                throw damaged;
            }
            damage = damaged;
            return count;
        }
    }

    private void header() throws IOException {
        crc.reset();
        if (headerByte() != 0x1f || headerByte() != 0x8b) {
            throw new ZipException("no gzip data where a member should begin");
        }
        int method = headerByte();
        int flags = headerByte();
        if (method != 8 || (flags & FLAGS_RESERVED) != 0) {
            throw new ZipException("unsupported gzip header: method " + method + ", flags " + flags);
        }
        // Time, extra flags and system tell nothing about the content.
        skipHeader(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skipHeader(headerByte() | headerByte() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipHeaderText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipHeaderText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            int computed = (int) crc.getValue() & 0xffff;
            if ((headerByte() | headerByte() << 8) != computed) {
                throw new ZipException("damaged gzip header");
            }
        }
        crc.reset();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
    }

    private int headerByte() throws IOException {
        int b = nextByte();
        crc.update(b);
        return b;
    }

    private void skipHeader(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            headerByte();
        }
    }

    private void skipHeaderText() throws IOException {
        int b = headerByte();
        while (b != 0) {
            b = headerByte();
        }
    }

    private void trailer() throws IOException {
        long statedCrc = littleEndian32();
        long statedSize = littleEndian32();
        if (statedCrc != crc.getValue() || statedSize != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("damaged gzip data: checksum or size does not match");
        }
    }

    private long littleEndian32() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) nextByte() << shift;
        }
        return value;
    }

    private int nextByte() throws IOException {
        requireMore();
        return buffer[position++] & 0xff;
    }

    private void requireMore() throws IOException {
        if (!hasMore()) {
            throw new EOFException("gzip data is cut short");
        }
    }

    private boolean hasMore() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, source.read(buffer));
        return limit > 0;
    }

    /// Frees native memory; to be called even after the end.
    @Override
    public void close() {
        state = State.CLOSED;
        inflater.end();
    }
}
