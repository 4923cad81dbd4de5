package org.holdfast.engine;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.names.BytePath;

/// How a store keeps the files of a tree: as they are, or sealed. Thread-safe.
record StoredForm(Optional<EncryptedStore> sealing) {
    /// That of a view which [Vault#at] gave.
    static StoredForm of(ObjectStore view) {
        return new StoredForm(view instanceof EncryptedStore encrypted ? Optional.of(encrypted) : Optional.empty());
    }

    /// The key of a path.
    ObjectKey key(BytePath path) {
        ObjectKey key = new ObjectKey(path);
        return sealing.isPresent() ? sealing.get().seal(key) : key;
    }

    /// The path of a key; empty if no path has it.
    Optional<BytePath> path(ObjectKey key) {
        if (sealing.isEmpty()) {
            return Optional.of(key.path());
        }
        try {
            return Optional.of(sealing.get().open(key).path());
        } catch (IOException _) {
            // Its name was not sealed with these keys.
            return Optional.empty();
        }
    }

    /// The content.
    ByteSource bytes(ByteSource plain) {
        return sealing.isPresent() ? sealing.get().sealed(plain) : plain;
    }
}
