package org.holdfast.backends.s3.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/// AWS's signature, version 4, in the header `Authorization`. Source: "AWS Signature Version 4 for API requests" in
/// the IAM user guide. Thread-safe.
final class Signer {
    /// In the place of the content's sum: what TLS protects need not be summed for it.
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final String region;

    /// Of the day and secret that were signed for last: it takes four of the five sums of a signature.
    private final AtomicReference<@Nullable DayKey> last = new AtomicReference<>();

    Signer(String region) {
        this.region = region;
    }

    private record DayKey(String secret, String date, SecretKeySpec key) {
        @Override
        public String toString() {
            return "DayKey[date=" + date + "]";
        }
    }

    /// Adds what proves who sends it: `host`, `x-amz-date`, `x-amz-content-sha256`, `authorization`, and the session's
    /// token if there is one.
    ///
    /// @param path encoded
    /// @param query not encoded
    /// @param headers their names in lower case; all are signed
    /// @param contentSum in hex, or [#UNSIGNED]
    void sign(
            AwsCredentials credentials,
            Instant now,
            String method,
            String authority,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            String contentSum) {
        String time = TIME.format(now);
        String date = time.substring(0, DATE_LENGTH);
        headers.put("host", authority);
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", contentSum);
        if (credentials instanceof AwsSessionCredentials session) {
            headers.put("x-amz-security-token", session.sessionToken());
        }
        String names = String.join(";", headers.keySet());
        String request = String.join("\n", method, path, line(query), lines(headers), names, contentSum);
        String scope = date + "/" + region + "/s3/aws4_request";
        String toSign = String.join("\n", ALGORITHM, time, scope, sha256(request));
        String signature = HEX.formatHex(hmac(key(credentials.secretAccessKey(), date), toSign));
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
    }

    private static String line(SortedMap<String, String> query) {
        StringJoiner line = new StringJoiner("&");
        query.forEach((name, value) -> line.add(UriText.encode(name) + "=" + UriText.encode(value)));
        return line.toString();
    }

    /// Ends with an empty line.
    private static String lines(SortedMap<String, String> headers) {
        StringBuilder lines = new StringBuilder(256);
        headers.forEach((name, value) ->
                lines.append(name).append(':').append(single(value.strip())).append('\n'));
        return lines.toString();
    }

    /// Runs of spaces count as one.
    private static String single(String value) {
        return value.contains("  ") ? value.replaceAll(" +", " ") : value;
    }

    private SecretKeySpec key(String secret, String date) {
        DayKey known = last.get();
        if (known != null && known.date.equals(date) && known.secret.equals(secret)) {
            return known.key;
        }
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, region, "s3", "aws4_request"}) {
            key = hmac(mac(key), part);
        }
        DayKey made = new DayKey(secret, date, mac(key));
        last.set(made);
        return made.key;
    }

    private static SecretKeySpec mac(byte[] key) {
        return new SecretKeySpec(key, "HmacSHA256");
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has HmacSHA256", e);
        }
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
