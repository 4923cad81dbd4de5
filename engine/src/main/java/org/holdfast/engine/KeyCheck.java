package org.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectStore;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.FileCipher;

/// A small sealed object at the top of an encrypted store. It opens with the store's password alone, so that a wrong
/// password is told from damage before anything else is read or written.
final class KeyCheck {
    private static final String USUAL = "holdfast key check 1\n";
    private static final String PLAIN_NAMES = USUAL + "plain names\n";

    private final ObjectStore raw;

    KeyCheck(ObjectStore raw) {
        this.raw = raw;
    }

    boolean exists() throws IOException {
        return raw.stat(Layout.KEY_CHECK).isPresent();
    }

    /// @param sealsNames whether the names in rsync backups are sealed
    void create(FileCipher cipher, boolean sealsNames) throws IOException {
        byte[] content = (sealsNames ? USUAL : PLAIN_NAMES).getBytes(StandardCharsets.US_ASCII);
        new EncryptedStore(raw, cipher, java.util.Optional.empty())
                .put(Layout.KEY_CHECK, ByteSource.sized(content.length, out -> out.write(content)));
        raw.flush();
    }

    /// Whether the names in rsync backups are sealed.
    ///
    /// @throws BackupException WRONG_PASSWORD unless `cipher` opens it
    boolean verify(FileCipher cipher, String store) throws IOException {
        AtomicReference<String> content = new AtomicReference<>(USUAL);
        try {
            new EncryptedStore(raw, cipher, java.util.Optional.empty()).get(Layout.KEY_CHECK, in -> {
                content.set(new String(in.readNBytes(PLAIN_NAMES.length() + 1), StandardCharsets.ISO_8859_1));
                if (!content.get().equals(USUAL) && !content.get().equals(PLAIN_NAMES)) {
                    throw new AuthenticationException("the key check holds something else");
                }
            });
            return content.get().equals(USUAL);
        } catch (AuthenticationException e) {
            throw new BackupException(
                    Failure.WRONG_PASSWORD,
                    "wrong password for the store " + store,
                    "use the password the store was first used with; to begin anew with another one, name a new"
                            + " directory or prefix; nothing was read or written",
                    List.of(),
                    e);
        }
    }
}
