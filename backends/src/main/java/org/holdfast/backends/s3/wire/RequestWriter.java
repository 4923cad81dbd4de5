package org.holdfast.backends.s3.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.PayloadTrait;

/// Makes HTTP of requests of the SDK's model, by what the model says of its own fields: so nothing that is set in a
/// request is left out unnoticed. Thread-safe.
final class RequestWriter {
    private static final HexFormat HEX = HexFormat.of();

    private final Target target;
    private final Signer signer;

    RequestWriter(Target target) {
        this.target = target;
        this.signer = new Signer(target.region());
    }

    /// Signs a request and makes it ready to send.
    ///
    /// @param body what a request carries that the model does not describe: an object or a part
    /// @throws IOException if the body cannot be read
    Outgoing write(Call call, SdkPojo request, Optional<Content> body, AwsCredentials credentials, Instant now)
            throws IOException {
        Draft draft = new Draft(call);
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            if (value != null) {
                draft.add(field, value);
            }
        }
        Optional<Content> content = body.or(() -> draft.content(call));
        String sum = describe(draft.headers, content, body.isPresent(), call.demandsSum());
        String host = target.host(draft.bucket);
        int port = target.endpoint().getPort();
        String path = target.path(draft.bucket, draft.key);
        signer.sign(
                credentials, now, call.method(), Outgoing.authority(host, port), path, draft.query, draft.headers, sum);
        return new Outgoing(
                call.method(),
                target.endpoint().getScheme(),
                host,
                port,
                path,
                draft.query,
                draft.headers,
                content,
                call.slow());
    }

    /// Adds what is to be said of the content: its type, the sums that the service is to check.
    ///
    /// @return the sum that is signed
    private String describe(
            SortedMap<String, String> headers, Optional<Content> content, boolean bulk, boolean demanded)
            throws IOException {
        Content sent = content.orElse(Content.EMPTY);
        if (!sent.type().isEmpty()) {
            headers.putIfAbsent("content-type", sent.type());
        }
        if (bulk && target.checksums() && !headers.containsKey("content-md5")) {
            headers.put("x-amz-checksum-crc32", sent.crc32());
        }
        if (demanded) {
            headers.put("content-md5", sent.md5());
        }
        return bulk && target.isEncrypted() ? Signer.UNSIGNED : HEX.formatHex(sent.sha256());
    }

    /// A request while its fields are sorted.
    private static final class Draft {
        private static final String SOURCE = "x-amz-copy-source";

        private final SortedMap<String, String> query = new TreeMap<>();
        private final SortedMap<String, String> headers = new TreeMap<>();
        private String bucket = "";
        private String key = "";
        private byte @Nullable [] payload;

        Draft(Call call) {
            query.putAll(call.query());
        }

        void add(SdkField<?> field, Object value) {
            switch (field.location()) {
                case PATH -> bucket = text(field, value);
                case GREEDY_PATH -> key = text(field, value);
                case QUERY_PARAM -> query.put(field.locationName(), text(field, value));
                case HEADER -> {
                    if (!isEmpty(value)) {
                        headers.put(field.locationName().toLowerCase(Locale.ROOT), text(field, value));
                    }
                }
                case PAYLOAD -> {
                    if (value instanceof SdkPojo pojo && field.containsTrait(PayloadTrait.class)) {
                        payload = XmlWriter.document(field.locationName(), pojo);
                    } else {
                        addSource(field, value);
                    }
                }
                case STATUS_CODE -> throw unknown(field);
            }
        }

        /// The model has what is to be copied in two fields, bucket and key, which are one header.
        private void addSource(SdkField<?> field, Object value) {
            String text = UriText.encodePath(text(field, value));
            switch (field.memberName()) {
                case "SourceBucket" -> headers.merge(SOURCE, text + "/", (key, bucket) -> bucket + key);
                case "SourceKey" -> headers.merge(SOURCE, text, String::concat);
                default -> throw unknown(field);
            }
        }

        private static boolean isEmpty(Object value) {
            return (value instanceof Map<?, ?> map && map.isEmpty())
                    || (value instanceof Collection<?> list && list.isEmpty());
        }

        private static String text(SdkField<?> field, Object value) {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                return value.toString();
            }
            throw unknown(field);
        }

        private static UnsupportedOperationException unknown(SdkField<?> field) {
            return new UnsupportedOperationException("requests with " + field.memberName() + " are not written");
        }

        /// PUT and POST say how long their content is, even if there is none.
        Optional<Content> content(Call call) {
            if (payload != null) {
                return Optional.of(Content.of(payload, "application/xml"));
            }
            return call.carries() ? Optional.of(Content.EMPTY) : Optional.empty();
        }
    }
}
