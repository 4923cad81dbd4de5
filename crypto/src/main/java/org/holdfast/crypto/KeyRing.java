package org.holdfast.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.crypto.generators.SCrypt;

/// The four keys that one password stands for, and the ciphers that use them. Thread-safe.
///
/// Keys stay in memory until [#close()]; afterwards the ring and every cipher it gave out throw
/// [IllegalStateException], and so may a stream that was still open. Copies that the JDK made inside its ciphers are
/// beyond reach until they are collected.
public final class KeyRing implements AutoCloseable {
    /// scrypt's parameters, fixed by the format: `spec/SPEC.md`, "Keys".
    private static final int COST = 1 << 14;

    private static final int BLOCK_SIZE = 8;
    private static final int PARALLELISM = 1;

    private static final int KEY_BYTES = 32;
    private static final int RING_BYTES = 4 * KEY_BYTES;

    private final SecretBytes fileKey;
    private final SecretBytes fileMacKey;
    private final SecretBytes nameKey;
    private final SecretBytes nameMacKey;
    private final Consumer<byte[]> ivs;

    /// @param ivs as for [Cbv2FileCipher]
    KeyRing(byte[] keys, Consumer<byte[]> ivs) {
        if (keys.length != RING_BYTES) {
            throw new IllegalArgumentException("a key ring is %d bytes, not %d".formatted(RING_BYTES, keys.length));
        }
        fileKey = new SecretBytes("AES", keys, 0, KEY_BYTES);
        fileMacKey = new SecretBytes("HmacSHA256", keys, KEY_BYTES, KEY_BYTES);
        nameKey = new SecretBytes("AES", keys, 2 * KEY_BYTES, KEY_BYTES);
        nameMacKey = new SecretBytes("HmacSHA256", keys, 3 * KEY_BYTES, KEY_BYTES);
        this.ivs = ivs;
    }

    /// Derives the keys under the format's own salt. Takes some 40 ms of processor time (several times that on the
    /// first call in a process) and 16 MiB of memory; that cost is what an attacker pays for each guess.
    ///
    /// @param password taken as it is, not normalised; still the caller's to clear
    /// @throws IllegalArgumentException if `password` holds half of a surrogate pair, which no encoding can express
    public static KeyRing derive(char[] password) {
        return derive(password, "CLOUDRONSCRYPTSALT".getBytes(StandardCharsets.US_ASCII));
    }

    /// As [#derive(char[])], under another salt, for backups of software that was built with one.
    public static KeyRing derive(char[] password, byte[] salt) {
        byte[] encoded = utf8(password);
        byte[] keys = {};
        try {
            keys = SCrypt.generate(encoded, salt, COST, BLOCK_SIZE, PARALLELISM, RING_BYTES);
            return of(keys);
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(keys, (byte) 0);
        }
    }

    /// A ring of keys derived earlier.
    ///
    /// @param keys 128 bytes: file key, file MAC key, name key, name MAC key; copied
    /// @throws IllegalArgumentException for any other number of bytes
    public static KeyRing of(byte[] keys) {
        return new KeyRing(keys, new SecureRandom()::nextBytes);
    }

    private static byte[] utf8(char[] password) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        // Large enough for any text, since an array that grows leaves copies behind.
        ByteBuffer out = ByteBuffer.allocate(3 * password.length);
        boolean wellFormed =
                !encoder.encode(CharBuffer.wrap(password), out, true).isError();
        byte[] encoded = Arrays.copyOf(out.array(), out.position());
        Arrays.fill(out.array(), (byte) 0);
        if (wellFormed) {
            return encoded;
        }
        Arrays.fill(encoded, (byte) 0);
        throw new IllegalArgumentException(
                "the password is not well-formed text: it holds half of a surrogate pair, so it was cut or misread");
    }

    /// A cipher that writes [MacCoverage#IV] and reads either coverage.
    public FileCipher fileCipher() {
        return fileCipher(MacCoverage.IV, List.of(MacCoverage.values()));
    }

    /// A cipher that writes one coverage and reads no other. Reading is faster than with [#fileCipher()], which must
    /// compute two MACs, and refuses the other coverage as a wrong password.
    public FileCipher fileCipher(MacCoverage coverage) {
        return fileCipher(coverage, List.of(coverage));
    }

    private FileCipher fileCipher(MacCoverage writes, List<MacCoverage> reads) {
        fileKey.requireUsable();
        return new Cbv2FileCipher(fileKey, fileMacKey, writes, reads, ivs);
    }

    public NameCipher nameCipher() {
        nameKey.requireUsable();
        return new Cbv2NameCipher(nameKey, nameMacKey);
    }

    /// Zeroes the keys. May be called again, to no effect.
    @Override
    public void close() {
        for (SecretBytes key : List.of(fileKey, fileMacKey, nameKey, nameMacKey)) {
            key.destroy();
        }
    }

    @Override
    public String toString() {
        return "KeyRing";
    }
}
