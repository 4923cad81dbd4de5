package org.holdfast.backends.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/// The examples of Amazon's documentation, "Authenticating Requests: Using the Authorization Header (AWS Signature
/// Version 4)", whose credentials are examples, too.
class SignerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/test.txt||range=bytes=0-9||f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                "PUT|/test%24file.text||date=Fri, 24 May 2013 00:00:00 GMT;x-amz-storage-class=REDUCED_REDUNDANCY"
                        + "|Welcome to Amazon S3."
                        + "|98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                "GET|/|lifecycle=|||fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                "GET|/|max-keys=2;prefix=J|||34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            })
    void signsAsAmazonsExamples(
            String method,
            String path,
            @Nullable String query,
            @Nullable String headers,
            @Nullable String content,
            String signature)
            throws Exception {
        SortedMap<String, String> signed = pairs(headers);
        byte[] bytes = content == null ? new byte[0] : content.getBytes(StandardCharsets.UTF_8);
        new Signer("us-east-1")
                .sign(
                        AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                        Instant.parse("2013-05-24T00:00:00Z"),
                        method,
                        "examplebucket.s3.amazonaws.com",
                        path,
                        pairs(query),
                        signed,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(signed.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,")
                .endsWith(", Signature=" + signature);
        assertThat(signed).containsAllEntriesOf(Map.of("x-amz-date", "20130524T000000Z"));
    }

    private static SortedMap<String, String> pairs(@Nullable String text) {
        SortedMap<String, String> pairs = new TreeMap<>();
        if (text != null) {
            for (String pair : text.split(";", -1)) {
                int end = pair.indexOf('=');
                pairs.put(pair.substring(0, end), pair.substring(end + 1));
            }
        }
        return pairs;
    }
}
