package org.holdfast.backends.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// ETags, and the MD5 sums that many of them are. Pure functions.
final class Tag {
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{32}");

    private Tag() {}

    /// An ETag without its quotation marks.
    static Optional<String> of(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        String bare = header.startsWith("W/") ? header.substring(2) : header;
        bare = bare.startsWith("\"") && bare.endsWith("\"") && bare.length() > 1
                ? bare.substring(1, bare.length() - 1)
                : bare;
        return bare.isEmpty() ? Optional.empty() : Optional.of(bare);
    }

    /// Whether it can be the MD5 of an object's bytes, judging by its form.
    static boolean isSum(String tag) {
        return SUM.matcher(tag).matches();
    }

    /// Whether a service that encrypts so gives objects in one piece their MD5 as tag: not where it does so by keys of
    /// the customer or of its own key service.
    static boolean mayBeSum(@Nullable ServerSideEncryption encryption, @Nullable String customerAlgorithm) {
        return (encryption == null || encryption == ServerSideEncryption.AES256) && customerAlgorithm == null;
    }

    static byte[] md5(byte[] bytes, int length) {
        MessageDigest digest = digest();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    static String hex(byte[] sum) {
        return HexFormat.of().formatHex(sum);
    }

    /// The tag that most services give an object of parts: the MD5 of the parts' MD5s, and their number. Empty if a
    /// part's tag is no MD5.
    static Optional<String> ofParts(Collection<String> tags) {
        MessageDigest digest = digest();
        for (String tag : tags) {
            if (!isSum(tag)) {
                return Optional.empty();
            }
            digest.update(HexFormat.of().parseHex(tag));
        }
        return Optional.of(hex(digest.digest()) + "-" + tags.size());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }
}
