package org.holdfast.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.crypto.RandomPassword;

/// What somebody shows to be let in, as it is kept: its SHA-256, from which it cannot be had back, as it is random and
/// has 250 bits. Immutable.
public final class AccessToken {
    private static final String FORM = "sha256:";
    private static final int HASH_BYTES = 32;

    private final byte[] hash;

    private AccessToken(byte[] hash) {
        this.hash = hash;
    }

    /// A new token, in the clear: letters, digits and hyphens.
    public static String random() {
        char[] first = RandomPassword.generate();
        char[] second = RandomPassword.generate();
        String token = new String(first) + "-" + new String(second);
        Arrays.fill(first, '\0');
        Arrays.fill(second, '\0');
        return token;
    }

    /// That of a token in the clear.
    public static AccessToken of(String token) {
        return new AccessToken(sha256(token));
    }

    /// What [#text()] wrote; empty if it is anything else.
    public static Optional<AccessToken> parse(String text) {
        if (!text.matches(FORM + "[0-9a-f]{" + 2 * HASH_BYTES + "}")) {
            return Optional.empty();
        }
        return Optional.of(new AccessToken(HexFormat.of().parseHex(text.substring(FORM.length()))));
    }

    /// Whether it is that of this token. Takes as long for a token that begins alike as for any other.
    public boolean matches(String token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    /// To be kept: `sha256:` and the hash in hexadecimal.
    public String text() {
        return FORM + HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return "AccessToken";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
