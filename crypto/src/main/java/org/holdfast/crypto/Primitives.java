package org.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;

/// AES-256-CBC, HMAC-SHA-256 and SHA-256 from the JDK, which runs them on the processor's own instructions.
/// Every Java platform must have them, and our keys, IVs and lengths always fit, so what the JDK declares as
/// checked is a defect here.
final class Primitives {
    private Primitives() {}

    static Mac hmac(SecretBytes key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /// The tag of what `mac` was fed, into `out` at `offset`. The MAC is then as new.
    static void tag(Mac mac, byte[] out, int offset) {
        try {
            mac.doFinal(out, offset);
        } catch (ShortBufferException e) {
            throw impossible(e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /// A cipher for [#startEncrypting] that pads at the end.
    static Cipher padded() {
        return cipher("AES/CBC/PKCS5Padding");
    }

    static void startEncrypting(Cipher cipher, SecretBytes key, byte[] header, int offset) {
        initialise(cipher, Cipher.ENCRYPT_MODE, key, header, offset);
    }

    /// A cipher for [#startDecrypting], which leaves padding alone: whoever decrypts decides when to look at it.
    static Cipher unpadded() {
        return cipher("AES/CBC/NoPadding");
    }

    static void startDecrypting(Cipher cipher, SecretBytes key, byte[] header, int offset) {
        initialise(cipher, Cipher.DECRYPT_MODE, key, header, offset);
    }

    private static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static void initialise(Cipher cipher, int mode, SecretBytes key, byte[] header, int offset) {
        try {
            cipher.init(mode, key, new IvParameterSpec(header, offset, Envelope.IV_BYTES));
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw impossible(e);
        }
    }

    /// Runs one slice through `cipher`; the number of bytes that came out.
    static int update(Cipher cipher, byte[] in, int from, int length, byte[] out, int to) {
        try {
            return cipher.update(in, from, length, out, to);
        } catch (ShortBufferException e) {
            throw impossible(e);
        }
    }

    /// Ends what [#startEncrypting] began; the number of bytes that came out.
    static int finish(Cipher cipher, byte[] out, int to) {
        try {
            return cipher.doFinal(out, to);
        } catch (ShortBufferException | IllegalBlockSizeException | BadPaddingException e) {
            throw impossible(e);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("internal error: the JDK refused AES-256-CBC or HMAC-SHA-256", e);
    }
}
