package org.holdfast.backends.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;

/// Finds the region that a refusal names in its XML only, which the SDK drops, and puts it where AWS says it too: into
/// the header [#HEADER]. Stateless.
final class RegionElement {
    static final String HEADER = "x-amz-bucket-region";
    private static final Pattern ELEMENT = Pattern.compile("<Region>([a-zA-Z0-9][a-zA-Z0-9-]{0,62})</Region>");

    /// Refusals are short.
    private static final int LOOKED_AT = 1 << 16;

    private RegionElement() {}

    /// The same response with its body still to be read, and perhaps with a further header.
    static HttpExecuteResponse shown(HttpExecuteResponse response) throws IOException {
        if (response.httpResponse().statusCode() < 300
                || response.responseBody().isEmpty()
                || response.httpResponse().firstMatchingHeader(HEADER).isPresent()) {
            return response;
        }
        AbortableInputStream body = response.responseBody().get();
        byte[] start = body.readNBytes(LOOKED_AT);
        AbortableInputStream again =
                AbortableInputStream.create(new SequenceInputStream(new ByteArrayInputStream(start), body), body);
        HttpExecuteResponse.Builder shown =
                HttpExecuteResponse.builder().response(response.httpResponse()).responseBody(again);
        Matcher matcher = ELEMENT.matcher(new String(start, StandardCharsets.UTF_8));
        if (matcher.find()) {
            shown.response(response.httpResponse().toBuilder()
                    .putHeader(HEADER, matcher.group(1))
                    .build());
        }
        return shown.build();
    }
}
