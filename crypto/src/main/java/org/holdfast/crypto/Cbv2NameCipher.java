package org.holdfast.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Names as CBV2: the IV is cut from an HMAC of the segment, and so authenticates it; AES-256-CBC with PKCS#7 padding;
/// unpadded standard base64 with `-` for `/`, which is not base64url.
final class Cbv2NameCipher implements NameCipher {
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    /// With no name in it there is at least the IV and one block.
    private static final int LEAST_BYTES = Envelope.IV_BYTES + Envelope.BLOCK_BYTES;

    private final SecretBytes key;
    private final Spare<Sealer> sealers;
    private final Spare<Opener> openers;

    /// What opening takes.
    ///
    /// @param cipher that leaves padding alone; has its key with each new IV
    /// @param mac that has its key, and was fed nothing
    private record Opener(Cipher cipher, Mac mac) {}

    Cbv2NameCipher(SecretBytes key, SecretBytes macKey) {
        this.key = key;
        this.sealers = Sealer.spare(macKey);
        this.openers = new Spare<>(() -> new Opener(Primitives.unpadded(), Primitives.hmac(macKey)));
    }

    @Override
    public String seal(byte[] segment) {
        if (!isSegment(segment, segment.length)) {
            throw new IllegalArgumentException(
                    "not one path segment: empty, \".\", \"..\", or with a slash or NUL in it");
        }
        Sealer sealer = sealers.take();
        byte[] iv = sealer.mac().doFinal(segment);
        byte[] sealed = new byte[sealedBytes(segment.length)];
        System.arraycopy(iv, 0, sealed, 0, Envelope.IV_BYTES);
        Primitives.startEncrypting(sealer.cipher(), key, sealed, 0);
        int body = Primitives.update(sealer.cipher(), segment, 0, segment.length, sealed, Envelope.IV_BYTES);
        Primitives.finish(sealer.cipher(), sealed, Envelope.IV_BYTES + body);
        sealers.giveBack(sealer);
        return encode(sealed);
    }

    @Override
    public byte[] open(String sealed) throws AuthenticationException {
        byte[] bytes = decode(sealed);
        int body = bytes.length - Envelope.IV_BYTES;
        if (bytes.length < LEAST_BYTES || !Envelope.isWholeBlocks(body)) {
            throw new AuthenticationException("not an encrypted name: its length is that of none");
        }
        Opener opener = openers.take();
        Primitives.startDecrypting(opener.cipher, key, bytes, 0);
        byte[] plain = new byte[body];
        Primitives.update(opener.cipher, bytes, Envelope.IV_BYTES, body, plain, 0);

        // Without the key, padding is wrong most times and right sometimes: neither says more than the other, and the
        // MAC is computed in both cases.
        int unpadded = Envelope.unpaddedLength(plain, body);
        byte[] segment = Arrays.copyOf(plain, Math.max(0, unpadded));
        byte[] mac = opener.mac.doFinal(segment);
        openers.giveBack(opener);
        boolean authentic =
                MessageDigest.isEqual(Arrays.copyOf(mac, Envelope.IV_BYTES), Arrays.copyOf(bytes, Envelope.IV_BYTES));
        if (unpadded < 0 || !authentic) {
            throw new AuthenticationException("wrong password or damaged name");
        }
        if (!isSegment(segment, segment.length)) {
            throw new AuthenticationException(
                    "authentic name that can name no file: empty, \".\", \"..\", or with a slash or NUL in it");
        }
        return segment;
    }

    @Override
    public int sealedLength(int segmentBytes) {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException("a name cannot have %d bytes".formatted(segmentBytes));
        }
        return (int) ((4L * sealedBytes(segmentBytes) + 2) / 3);
    }

    private static int sealedBytes(int segmentBytes) {
        return Math.toIntExact(Envelope.IV_BYTES + Envelope.paddedSize(segmentBytes));
    }

    private static String encode(byte[] sealed) {
        return ENCODER.encodeToString(sealed).replace('/', '-');
    }

    private static byte[] decode(String sealed) throws AuthenticationException {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed.replace('-', '/'));
            // The decoder takes padding and stray last bits; a name must have one spelling only.
            if (encode(bytes).equals(sealed)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Refused below, with all other text that no encoder makes.
        }
        throw new AuthenticationException(
                "not an encrypted name: other characters or another ending than encryption writes");
    }

    /// What this cipher opens goes into paths, so nothing that could climb or split one may come out of it.
    private static boolean isSegment(byte[] bytes, int length) {
        if (length == 0 || (bytes[0] == '.' && (length == 1 || (length == 2 && bytes[1] == '.')))) {
            return false;
        }
        for (byte b : bytes) {
            if (b == '/' || b == 0) {
                return false;
            }
        }
        return true;
    }
}
