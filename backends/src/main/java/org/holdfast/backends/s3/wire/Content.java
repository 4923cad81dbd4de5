package org.holdfast.backends.s3.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/// What a request carries. It can be read any number of times, and is: to be summed, signed, and sent.
///
/// @param stream begins anew each time
/// @param length in bytes
/// @param type what is sent as `Content-Type` unless the request says another; empty for none
public record Content(ContentStreamProvider stream, long length, String type) {
    /// The slices in which sums are fed fastest while Java is young, see docs/performance.md.
    private static final int SLICE = 8 * 1024;

    static final Content EMPTY = of(new byte[0], "");

    static Content of(byte[] bytes, String type) {
        return new Content(() -> new ByteArrayInputStream(bytes), bytes.length, type);
    }

    static Content of(RequestBody body) {
        return new Content(
                body.contentStreamProvider(),
                body.optionalContentLength()
                        .orElseThrow(() -> new IllegalArgumentException("a body must say how long it is")),
                body.contentType());
    }

    byte[] sha256() throws IOException {
        return digest("SHA-256");
    }

    /// In base64, as headers have it.
    String md5() throws IOException {
        return Base64.getEncoder().encodeToString(digest("MD5"));
    }

    /// In base64, as headers have it.
    String crc32() throws IOException {
        CRC32 sum = new CRC32();
        read(sum::update);
        return base64(sum);
    }

    static String base64(Checksum crc32) {
        int value = (int) crc32.getValue();
        return Base64.getEncoder()
                .encodeToString(
                        new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value});
    }

    private byte[] digest(String algorithm) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has " + algorithm, e);
        }
        read(digest::update);
        return digest.digest();
    }

    private interface Slices {
        void take(byte[] bytes, int offset, int count);
    }

    private void read(Slices slices) throws IOException {
        byte[] slice = new byte[(int) Math.min(SLICE, Math.max(1, length))];
        try (InputStream in = stream.newStream()) {
            for (int count = in.read(slice); count >= 0; count = in.read(slice)) {
                slices.take(slice, 0, count);
            }
        }
    }
}
