package org.holdfast.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.generators.SCrypt;

/// What several tests need: rings that are derived once, and streams run from end to end.
final class Rings {
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

    /// Derived without [KeyRing#derive], which has tests of its own.
    byte[] keys(String password) {
        byte[] salt = "CLOUDRONSCRYPTSALT".getBytes(StandardCharsets.US_ASCII);
        return keys.computeIfAbsent(
                password, p -> SCrypt.generate(p.getBytes(StandardCharsets.UTF_8), salt, 16384, 8, 1, 128));
    }

    KeyRing of(String password) {
        return KeyRing.of(keys(password));
    }

    /// A cipher that writes this IV.
    FileCipher withIv(String password, byte[] iv, MacCoverage coverage) {
        return new KeyRing(keys(password), out -> System.arraycopy(iv, 0, out, 0, out.length)).fileCipher(coverage);
    }

    /// 128 bytes, none of the four keys alike.
    static byte[] plainKeys() {
        byte[] keys = new byte[128];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (byte) i;
        }
        return keys;
    }

    static byte[] seal(FileCipher cipher, byte[] plain) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = cipher.encrypting(sealed)) {
            out.write(plain);
        }
        return sealed.toByteArray();
    }

    static byte[] sealByteByByte(FileCipher cipher, byte[] plain) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = cipher.encrypting(sealed)) {
            for (byte b : plain) {
                out.write(b);
            }
        }
        return sealed.toByteArray();
    }

    static byte[] open(FileCipher cipher, byte[] sealed) throws IOException {
        try (InputStream in = cipher.decrypting(new ByteArrayInputStream(sealed))) {
            return in.readAllBytes();
        }
    }

    /// The ways to read that must make no difference.
    static List<Reading> readings() {
        return List.of(
                new Reading("in one read", 1 << 20, 1 << 20),
                new Reading("one byte at a time", 0, 1 << 20),
                new Reading("from a source that gives one byte at a time", 1 << 20, 1),
                new Reading("one byte at a time from such a source", 0, 1),
                new Reading("in sevens", 7, 11),
                new Reading("slice by slice", Envelope.SLICE_BYTES, 1000),
                new Reading("in more than a slice, less than two", Envelope.SLICE_BYTES + 9, 1 << 20));
    }

    /// @param piece what the reader asks for at a time; 0 for `read()`
    /// @param sourcePiece the most that the source gives at a time
    record Reading(String name, int piece, int sourcePiece) {
        /// Reads to the end, `released` keeping what came before a failure.
        void run(FileCipher cipher, byte[] sealed, ByteArrayOutputStream released) throws IOException {
            InputStream in = cipher.decrypting(new Trickle(sealed, sourcePiece));
            byte[] buffer = new byte[piece];
            while (true) {
                if (piece == 0) {
                    int one = in.read();
                    if (one < 0) {
                        return;
                    }
                    released.write(one);
                    continue;
                }
                int count = in.read(buffer, 0, piece);
                if (count < 0) {
                    return;
                }
                released.write(buffer, 0, count);
            }
        }

        byte[] open(FileCipher cipher, byte[] sealed) throws IOException {
            ByteArrayOutputStream released = new ByteArrayOutputStream();
            run(cipher, sealed, released);
            return released.toByteArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Trickle extends InputStream {
        private final InputStream bytes;
        private final int piece;

        Trickle(byte[] bytes, int piece) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.piece = piece;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            return bytes.read(out, offset, Math.min(length, piece));
        }
    }
}
