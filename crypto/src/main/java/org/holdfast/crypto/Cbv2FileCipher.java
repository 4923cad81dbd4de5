package org.holdfast.crypto;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Mac;

/// Files as CBV2: magic, IV, AES-256-CBC with PKCS#7 padding, HMAC-SHA-256.
final class Cbv2FileCipher implements FileCipher {
    /// 23 bytes, 55 with the digest.
    private static final byte[] IV_LABEL = "holdfast sealed file iv".getBytes(StandardCharsets.US_ASCII);

    private final SecretBytes key;
    private final SecretBytes macKey;
    private final MacCoverage writes;
    private final Consumer<byte[]> ivs;
    private final Spare<Sealer> sealers;
    private final Spare<OpeningStream.Opener> openers;

    /// @param ivs fills an array with 16 bytes that nobody can foresee
    Cbv2FileCipher(
            SecretBytes key,
            SecretBytes macKey,
            MacCoverage writes,
            Collection<MacCoverage> reads,
            Consumer<byte[]> ivs) {
        this.key = key;
        this.macKey = macKey;
        this.writes = writes;
        this.ivs = ivs;
        this.sealers = Sealer.spare(macKey);
        List<MacCoverage> accepted = List.copyOf(reads);
        this.openers = new Spare<>(() -> new OpeningStream.Opener(Primitives.unpadded(), new Tags(macKey, accepted)));
    }

    @Override
    public OutputStream encrypting(OutputStream sink) {
        byte[] iv = new byte[Envelope.IV_BYTES];
        ivs.accept(iv);
        return sealing(sink, iv);
    }

    /// The MAC of `IV_LABEL` and the digest is none that a file could have: those cover a multiple of 16 bytes,
    /// or 4 more, and this is of neither length.
    @Override
    public OutputStream encrypting(OutputStream sink, byte[] nonce) {
        Mac mac = Primitives.hmac(macKey);
        mac.update(IV_LABEL);
        return sealing(sink, mac.doFinal(Primitives.sha256(nonce)));
    }

    /// @param iv its first 16 bytes count
    private OutputStream sealing(OutputStream sink, byte[] iv) {
        byte[] header = new byte[Envelope.HEADER_BYTES];
        Envelope.putMagic(header);
        System.arraycopy(iv, 0, header, Envelope.MAGIC_BYTES, Envelope.IV_BYTES);
        return new SealingStream(key, sealers, writes, header, sink);
    }

    @Override
    public InputStream decrypting(InputStream source) {
        return new OpeningStream(key, openers, source);
    }

    @Override
    public long sealedSize(long plainSize) {
        long overhead = Envelope.HEADER_BYTES + Envelope.BLOCK_BYTES + Envelope.MAC_BYTES;
        if (plainSize < 0) {
            throw new IllegalArgumentException("a file cannot have %d bytes".formatted(plainSize));
        }
        if (plainSize > Long.MAX_VALUE - overhead) {
            throw new IllegalArgumentException("a file of %d bytes is too large to seal".formatted(plainSize));
        }
        return Envelope.HEADER_BYTES + Envelope.paddedSize(plainSize) + Envelope.MAC_BYTES;
    }
}
