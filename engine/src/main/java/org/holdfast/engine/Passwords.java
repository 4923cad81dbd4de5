package org.holdfast.engine;

import java.io.IOException;
import java.util.Optional;

/// Where the password of a store comes from. Asked only when a password is needed, at most once a [Vault].
public interface Passwords {
    /// Nobody knows one.
    Passwords NONE = new Passwords() {
        @Override
        public Optional<char[]> given() {
            return Optional.empty();
        }

        @Override
        public Optional<char[]> forStore(String store) {
            return Optional.empty();
        }

        @Override
        public Optional<char[]> forNewStore(String store) {
            return Optional.empty();
        }
    };

    /// Whether a store must not be written to unless it is encrypted.
    default boolean required() {
        return false;
    }

    /// The password the user handed over beforehand, without asking now. The caller clears the array.
    Optional<char[]> given() throws IOException;

    /// The password of a store that is encrypted already. The caller clears the array.
    Optional<char[]> forStore(String store) throws IOException;

    /// The password for a store that is used for the first time, typed twice if by hand; empty to leave it
    /// unencrypted. The caller clears the array.
    Optional<char[]> forNewStore(String store) throws IOException;
}
