package org.holdfast.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// Writes one sealed file. The buffer holds nothing but ciphertext, is as small as a small file, and reaches the sink
/// in pieces of up to 64 KiB; a small file reaches it in one.
final class SealingStream extends OutputStream {
    private static final int LARGEST_BUFFER_BYTES = 64 * 1024;

    /// Behind the last slice there is always room for the block that padding completes, and for the tag.
    private static final int RESERVE_BYTES = Envelope.BLOCK_BYTES + Envelope.MAC_BYTES;

    private final OutputStream sink;
    private final Spare<Sealer> sealers;
    private final Sealer sealer;
    private byte[] sealed;
    private int filled = Envelope.HEADER_BYTES;
    private boolean broken;
    private boolean closed;

    /// @param header magic and IV
    SealingStream(SecretBytes key, Spare<Sealer> sealers, MacCoverage coverage, byte[] header, OutputStream sink) {
        this.sink = sink;
        this.sealers = sealers;
        sealer = sealers.take();
        Primitives.startEncrypting(sealer.cipher(), key, header, Envelope.MAGIC_BYTES);
        sealer.mac().update(header, coverage.from, Envelope.HEADER_BYTES - coverage.from);
        sealed = header;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireUsable();
        int end = offset + length;
        for (int at = offset; at < end; at += Envelope.SLICE_BYTES) {
            int slice = Math.min(Envelope.SLICE_BYTES, end - at);
            makeRoomFor(slice);
            covered(Primitives.update(sealer.cipher(), bytes, at, slice, sealed, filled));
        }
    }

    /// Passes on all whole blocks written so far; the rest must wait for what completes it.
    @Override
    public void flush() throws IOException {
        requireUsable();
        drain();
        sink.flush();
    }

    /// Writes the last block and the tag, unless the sink failed before: what then looked complete would not be.
    ///
    /// @throws IOException if the sink fails, or failed in an earlier call
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        requireWhole();
        makeRoomFor(0);
        covered(Primitives.finish(sealer.cipher(), sealed, filled));
        Primitives.tag(sealer.mac(), sealed, filled);
        sealers.giveBack(sealer);
        filled += Envelope.MAC_BYTES;
        drain();
    }

    private void covered(int bytes) {
        sealer.mac().update(sealed, filled, bytes);
        filled += bytes;
    }

    private void makeRoomFor(int slice) throws IOException {
        int needed = slice + RESERVE_BYTES;
        if (filled + needed <= sealed.length) {
            return;
        }
        if (filled + needed <= LARGEST_BUFFER_BYTES) {
            int larger = Math.max(filled + needed, 2 * sealed.length);
            sealed = Arrays.copyOf(sealed, Math.min(LARGEST_BUFFER_BYTES, larger));
            return;
        }
        drain();
    }

    private void drain() throws IOException {
        broken = true;
        sink.write(sealed, 0, filled);
        broken = false;
        filled = 0;
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("the sealing stream is closed");
        }
        requireWhole();
    }

    private void requireWhole() throws IOException {
        if (broken) {
            throw new IOException("the sealed file is incomplete: writing it failed before");
        }
    }
}
