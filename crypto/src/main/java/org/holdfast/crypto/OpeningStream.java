package org.holdfast.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// Reads one sealed file. The tag comes last, so plaintext is given out before it is proven, all but its end: with the
/// tag, the last two blocks are held back until the tag held. The last but one is all plaintext, so nobody gets the
/// whole of a file of 16 bytes or more, nor anything of a smaller one, without the proof, however he reads.
final class OpeningStream extends InputStream {
    private static final int HELD_BYTES = 2 * Envelope.BLOCK_BYTES + Envelope.MAC_BYTES;
    private static final int FIRST_BUFFER_BYTES = 2 * 1024;
    private static final int LARGEST_BUFFER_BYTES = 64 * 1024;

    private final SecretBytes key;
    private final Spare<Opener> openers;
    private final Opener opener;
    private final InputStream source;

    /// What was read and not yet decrypted lies from `start` to `end`.
    private byte[] sealed = new byte[FIRST_BUFFER_BYTES];

    private int start;
    private int end;

    /// What was decrypted and not yet given out lies from `plainStart` to `plainEnd`.
    private byte[] plain = {};

    private int plainStart;
    private int plainEnd;

    private boolean begun;
    private boolean proven;
    private boolean closed;
    private @Nullable String refusal;

    /// What opening takes.
    ///
    /// @param cipher that leaves padding alone; has its key with each new IV
    /// @param tags that were fed nothing
    record Opener(Cipher cipher, Tags tags) {}

    OpeningStream(SecretBytes key, Spare<Opener> openers, InputStream source) {
        this.key = key;
        this.openers = openers;
        this.source = source;
        opener = openers.take();
    }

    @Override
    public int read() throws IOException {
        if (plainStart < plainEnd) {
            return plain[plainStart++] & 0xff;
        }
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireUsable();
        if (length == 0) {
            return 0;
        }
        while (plainStart == plainEnd) {
            if (proven) {
                return -1;
            }
            int ready = releasable();
            if (ready > 0 && length >= Envelope.SLICE_BYTES) {
                int direct = Math.min(ready, Envelope.wholeBlocks(length));
                decrypt(direct, bytes, offset);
                return direct;
            }
            advance(Math.min(ready, Envelope.SLICE_BYTES));
        }
        int given = Math.min(length, plainEnd - plainStart);
        System.arraycopy(plain, plainStart, bytes, offset, given);
        plainStart += given;
        return given;
    }

    @Override
    public int available() {
        return plainEnd - plainStart;
    }

    @Override
    public void close() {
        closed = true;
        plainStart = plainEnd;
        Arrays.fill(plain, (byte) 0);
    }

    /// How many bytes may be decrypted and given out now.
    private int releasable() {
        return begun ? Envelope.wholeBlocks(Math.max(0, end - start - HELD_BYTES)) : 0;
    }

    private void advance(int ready) throws IOException {
        if (ready > 0) {
            decryptAhead(ready);
            return;
        }
        if (!fill()) {
            finish();
            return;
        }
        if (!begun && end >= Envelope.LEAST_BYTES) {
            begin();
        }
    }

    /// Reads once; false at the end of the source.
    private boolean fill() throws IOException {
        // A full buffer says that the source has more to give at a time.
        boolean full = end == sealed.length;
        int left = end - start;
        System.arraycopy(sealed, start, sealed, 0, left);
        start = 0;
        end = left;
        if (full && sealed.length < LARGEST_BUFFER_BYTES) {
            sealed = Arrays.copyOf(sealed, Math.min(LARGEST_BUFFER_BYTES, 4 * sealed.length));
        }
        int count = source.read(sealed, end, sealed.length - end);
        end += Math.max(0, count);
        return count >= 0;
    }

    private void begin() throws AuthenticationException {
        if (!Envelope.hasMagic(sealed, 0)) {
            throw refused("not an encrypted file: it does not begin with CBV2");
        }
        opener.tags.begin(sealed, 0);
        Primitives.startDecrypting(opener.cipher, key, sealed, Envelope.MAGIC_BYTES);
        start = Envelope.HEADER_BYTES;
        begun = true;
    }

    private void finish() throws AuthenticationException {
        if (!begun) {
            throw refused("not a whole encrypted file: %d bytes, where the least is %d"
                    .formatted(end - start, Envelope.LEAST_BYTES));
        }
        int body = end - start - Envelope.MAC_BYTES;
        if (!Envelope.isWholeBlocks(body)) {
            throw refused("damaged file: its encrypted part is no multiple of 16 bytes, so bytes are missing or added");
        }
        opener.tags.update(sealed, start, body);
        if (!opener.tags.match(sealed, start + body)) {
            throw refused("wrong password or damaged file");
        }
        ensurePlain(body);
        Primitives.update(opener.cipher, sealed, start, body, plain, 0);
        int unpadded = Envelope.unpaddedLength(plain, body);
        if (unpadded < 0) {
            throw refused(
                    "authentic file with malformed padding: the software that wrote it did not follow the format");
        }
        start = end;
        plainStart = 0;
        plainEnd = unpadded;
        proven = true;
        openers.giveBack(opener);
    }

    private AuthenticationException refused(String why) {
        refusal = why;
        return new AuthenticationException(why);
    }

    private void decryptAhead(int count) {
        ensurePlain(count);
        decrypt(count, plain, 0);
        plainStart = 0;
        plainEnd = count;
    }

    private void ensurePlain(int count) {
        if (plain.length < count) {
            plain = new byte[count];
        }
    }

    private void decrypt(int count, byte[] out, int offset) {
        for (int done = 0; done < count; done += Envelope.SLICE_BYTES) {
            int slice = Math.min(Envelope.SLICE_BYTES, count - done);
            opener.tags.update(sealed, start, slice);
            Primitives.update(opener.cipher, sealed, start, slice, out, offset + done);
            start += slice;
        }
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("the opening stream is closed");
        }
        if (refusal != null) {
            throw new AuthenticationException(refusal);
        }
    }
}
