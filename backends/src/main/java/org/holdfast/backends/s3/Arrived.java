package org.holdfast.backends.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// A part that is there, by what the service says of it.
///
/// @param tag without quotes
/// @param crc32 in base64
record Arrived(String tag, Optional<String> crc32) {
    static Arrived of(String tag, @Nullable String crc32) {
        return new Arrived(tag, Optional.ofNullable(crc32));
    }

    /// What an upload and its parts must all be begun with: AWS refuses parts with a checksum in an upload that
    /// was begun without. Null where only `Content-MD5` is sent.
    static @Nullable ChecksumAlgorithm algorithm(Profile profile) {
        return switch (profile.checksums()) {
            case DEFAULT -> ChecksumAlgorithm.CRC32;
            case MD5 -> null;
        };
    }

    /// As the request that makes an object of all parts names it.
    CompletedPart completed(int number, Profile profile) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag("\"" + tag + "\"")
                .checksumCRC32(algorithm(profile) == null ? null : crc32.orElse(null))
                .build();
    }

    /// The checksum that AWS gives an object of these parts: the CRC32 of the parts' CRC32s, and their number.
    /// Empty if one of them is not known.
    static Optional<String> sum(Collection<Arrived> parts) {
        CRC32 all = new CRC32();
        for (Arrived part : parts) {
            Optional<byte[]> one = part.crc32.flatMap(Arrived::decoded);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            all.update(one.get());
        }
        byte[] sum =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) all.getValue()).array();
        return Optional.of(Base64.getEncoder().encodeToString(sum) + "-" + parts.size());
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
