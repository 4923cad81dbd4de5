package org.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectStore;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.FileCipher;

/// A small sealed object at the top of an encrypted store. It opens with the store's password alone, so that a wrong
/// password is told from damage before anything else is read or written.
final class KeyCheck {
    private static final byte[] CONTENT = "holdfast key check 1\n".getBytes(StandardCharsets.US_ASCII);

    private final ObjectStore raw;

    KeyCheck(ObjectStore raw) {
        this.raw = raw;
    }

    boolean exists() throws IOException {
        return raw.stat(Layout.KEY_CHECK).isPresent();
    }

    void create(FileCipher cipher) throws IOException {
        new EncryptedStore(raw, cipher, java.util.Optional.empty())
                .put(Layout.KEY_CHECK, ByteSource.sized(CONTENT.length, out -> out.write(CONTENT)));
        raw.flush();
    }

    /// @throws BackupException WRONG_PASSWORD unless `cipher` opens it
    void verify(FileCipher cipher, String store) throws IOException {
        try {
            new EncryptedStore(raw, cipher, java.util.Optional.empty()).get(Layout.KEY_CHECK, in -> {
                if (!Arrays.equals(in.readNBytes(CONTENT.length + 1), CONTENT)) {
                    throw new AuthenticationException("the key check holds something else");
                }
            });
        } catch (AuthenticationException e) {
            throw new BackupException(
                    Failure.WRONG_PASSWORD,
                    "wrong password for the store " + store,
                    "use the password the store was first used with; nothing was read or written",
                    java.util.List.of(),
                    e);
        }
    }
}
