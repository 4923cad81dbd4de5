package org.holdfast.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.FileCipher;

/// A small sealed object at the top of an encrypted store. It opens with the store's password alone, so that a wrong
/// password is told from damage before anything else is read or written. Immutable.
final class KeyCheck {
    private static final String USUAL = "holdfast key check 1\n";
    private static final String PLAIN_NAMES = USUAL + "plain names\n";

    /// Far more than any has.
    private static final int MAX_BYTES = 1 << 16;

    private final byte[] sealed;

    private KeyCheck(byte[] sealed) {
        this.sealed = sealed;
    }

    /// The store's; empty if it is not encrypted.
    static Optional<KeyCheck> in(ObjectStore raw) throws IOException {
        AtomicReference<byte[]> content = new AtomicReference<>(new byte[0]);
        try {
            raw.get(Layout.KEY_CHECK, in -> content.set(in.readNBytes(MAX_BYTES)));
        } catch (ObjectNotFoundException _) {
            return Optional.empty();
        }
        return Optional.of(new KeyCheck(content.get()));
    }

    /// One for keys that are used for the first time.
    ///
    /// @param sealsNames whether the names in rsync backups are sealed
    static KeyCheck of(FileCipher cipher, boolean sealsNames) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream sealing = cipher.encrypting(sealed)) {
            sealing.write((sealsNames ? USUAL : PLAIN_NAMES).getBytes(StandardCharsets.US_ASCII));
        }
        return new KeyCheck(sealed.toByteArray());
    }

    /// Puts it into a store that has none.
    ///
    /// @return whether it is there now; false if there is one, perhaps another
    boolean create(ObjectStore raw) throws IOException {
        boolean created = raw.create(Layout.KEY_CHECK, sealed);
        raw.flush();
        return created;
    }

    /// Whether the names in rsync backups are sealed.
    ///
    /// @param store for people
    /// @throws BackupException WRONG_PASSWORD unless `cipher` opens it
    boolean verify(FileCipher cipher, String store) throws IOException {
        try {
            String content = new String(
                    cipher.decrypting(new ByteArrayInputStream(sealed)).readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!content.equals(USUAL) && !content.equals(PLAIN_NAMES)) {
                throw new AuthenticationException("the key check holds something else");
            }
            return content.equals(USUAL);
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
