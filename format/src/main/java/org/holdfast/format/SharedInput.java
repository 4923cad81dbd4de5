package org.holdfast.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One reader of a [SharedFile], who goes on alone when what it needs is not kept any more. For one thread.
final class SharedInput extends InputStream {
    private final SharedFile file;
    private final SharedReads.Opening opening;
    private byte[] current = new byte[0];
    private int at;
    private int next;
    private long position;
    private @Nullable InputStream alone;
    private boolean left;

    /// @param file joined for this reader
    SharedInput(SharedFile file, SharedReads.Opening opening) {
        this.file = file;
        this.opening = opening;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (alone == null && at == current.length) {
            advance();
        }
        if (alone != null) {
            return alone.read(buffer, offset, length);
        }
        int taken = Math.min(length, current.length - at);
        if (taken == 0) {
            return -1;
        }
        System.arraycopy(current, at, buffer, offset, taken);
        at += taken;
        position += taken;
        return taken;
    }

    private void advance() throws IOException {
        byte[] block = file.block(next);
        if (block != null) {
            current = block;
            at = 0;
            next++;
            return;
        }
        InputStream own = opening.open();
        alone = own;
        leave();
        try {
            own.skipNBytes(position);
        } catch (EOFException _) {
            // It has shrunk meanwhile, and now it just ends.
        }
    }

    private void leave() throws IOException {
        if (!left) {
            left = true;
            file.leave();
        }
    }

    @Override
    public void close() throws IOException {
        if (alone != null) {
            alone.close();
        }
        leave();
    }
}
