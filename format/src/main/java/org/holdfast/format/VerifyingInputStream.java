package org.holdfast.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.holdfast.sync.StoredEntry;

/// Passes bytes on and, at their end, compares size and digest with what the manifest says of the entry. The end of the
/// stream is only ever reported for the right content.
final class VerifyingInputStream extends FilterInputStream {
    private final StoredEntry entry;
    private final MessageDigest digest = Digests.sha256();
    private final Progress progress;
    private long count;
    private boolean verified;

    VerifyingInputStream(InputStream in, StoredEntry entry, Progress progress) {
        super(in);
        this.entry = entry;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read < 0) {
            verify();
            return -1;
        }
        count += read;
        if (count > entry.tree().size()) {
            throw new DamagedException(entry.path() + " is longer than the backup's manifest says");
        }
        digest.update(buffer, offset, read);
        progress.on(new Event.Moved(read));
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(n, 0), 1 << 13)];
        return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void verify() throws DamagedException {
        if (verified) {
            return;
        }
        if (count != entry.tree().size()) {
            throw new DamagedException(entry.path() + " is shorter than the backup's manifest says");
        }
        if (entry.sha256().isPresent()
                && !entry.sha256().get().equals(HexFormat.of().formatHex(digest.digest()))) {
            throw new DamagedException(entry.path() + " does not have the content that the backup's manifest names");
        }
        verified = true;
    }
}
