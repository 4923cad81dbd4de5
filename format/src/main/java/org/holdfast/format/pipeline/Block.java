package org.holdfast.format.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Bytes on their way from one thread to another. Belongs to one of them at a time.
final class Block {
    private final byte[] bytes;

    /// What is not yet taken lies from `start` to `end`.
    private int start;

    private int end;

    Block(int size) {
        bytes = new byte[size];
    }

    boolean isEmpty() {
        return start == end;
    }

    boolean isFull() {
        return end == bytes.length;
    }

    void clear() {
        start = 0;
        end = 0;
    }

    /// Takes over what there is room for, and tells how many bytes that was.
    int put(byte[] from, int offset, int length) {
        int count = Math.min(length, bytes.length - end);
        System.arraycopy(from, offset, bytes, end, count);
        end += count;
        return count;
    }

    /// Gives away up to so many bytes, and tells how many there were.
    int take(byte[] to, int offset, int length) {
        int count = Math.min(length, end - start);
        System.arraycopy(bytes, start, to, offset, count);
        start += count;
        return count;
    }

    /// Reads once.
    ///
    /// @return false at the end of `source`
    boolean readFrom(InputStream source) throws IOException {
        int count = source.read(bytes, end, bytes.length - end);
        end += Math.max(0, count);
        return count >= 0;
    }

    void writeTo(OutputStream sink) throws IOException {
        sink.write(bytes, start, end - start);
        start = end;
    }
}
