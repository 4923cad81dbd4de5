package org.holdfast.crypto;

import javax.crypto.Cipher;
import javax.crypto.Mac;

/// What sealing takes.
///
/// @param cipher that pads; has its key with each new IV
/// @param mac that has its key, and was fed nothing
record Sealer(Cipher cipher, Mac mac) {
    static Spare<Sealer> spare(SecretBytes macKey) {
        return new Spare<>(() -> new Sealer(Primitives.padded(), Primitives.hmac(macKey)));
    }
}
