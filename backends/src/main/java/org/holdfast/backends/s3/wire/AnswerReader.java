package org.holdfast.backends.s3.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.MissingResourceException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/// Makes answers of the SDK's model, or its exceptions, of those over HTTP. Thread-safe.
final class AnswerReader {
    /// Where AWS says which region a bucket is in; a region that only the refusal's XML names is put there, too.
    static final String REGION = "x-amz-bucket-region";

    /// More than any answer has: a page of 1000 of the longest keys, encoded, has some 4 MiB.
    private static final int LONGEST = 16 * 1024 * 1024;

    /// Refusals are short.
    private static final int LONGEST_REFUSAL = 64 * 1024;

    private static final int INSIDE_OF_SUCCESS = 500;

    private final XmlReader xml = new XmlReader();

    /// Reads an answer to its end.
    ///
    /// @throws S3Exception if the service refuses, be it with a status of 200 and XML that says otherwise
    /// @throws RetryableException if the answer cannot be understood
    /// @throws IOException if it broke off
    <R extends S3Response, B extends S3Response.Builder & SdkPojo & SdkBuilder<B, R>> R read(Incoming answer, B builder)
            throws IOException {
        SdkHttpResponse head = answer.head();
        if (!head.isSuccessful()) {
            throw refusal(answer);
        }
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(LONGEST + 1);
            if (body.length > LONGEST) {
                answer.body().abort();
                throw RetryableException.create("the answer is longer than any that makes sense");
            }
        }
        if (body.length > 0) {
            content(head, body, builder);
        }
        return headed(head, builder);
    }

    /// The same of an answer whose body is an object, which is not read.
    <R extends S3Response, B extends S3Response.Builder & SdkPojo & SdkBuilder<B, R>> R headed(
            SdkHttpResponse head, B builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            if (field.location() == MarshallLocation.HEADER
                    && field.marshallingType().getKnownType() != MarshallingKnownType.MAP) {
                head.firstMatchingHeader(field.unmarshallLocationName())
                        .flatMap(text -> value(field, text))
                        .ifPresent(value -> field.set(builder, value));
            }
        }
        builder.sdkHttpResponse(head);
        return builder.build();
    }

    /// A header that makes no sense is none, as what is needed of headers is asked for by those who need it.
    private static Optional<Object> value(SdkField<?> field, String text) {
        try {
            return Optional.of(XmlReader.value(text, field, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private void content(SdkHttpResponse head, byte[] body, SdkPojo builder) {
        try {
            XmlReader.Document document = xml.open(body);
            if (document.root().equals("Error")) {
                throw refusal(head, INSIDE_OF_SUCCESS, body);
            }
            Optional<SdkField<?>> payload = builder.sdkFields().stream()
                    .filter(field -> field.containsTrait(PayloadTrait.class))
                    .findFirst();
            if (payload.isEmpty()) {
                xml.read(document.xml(), builder);
                return;
            }
            SdkPojo inner = payload.get().constructor().get();
            xml.read(document.xml(), inner);
            payload.get().set(builder, ((SdkBuilder<?, ?>) inner).build());
        } catch (XMLStreamException | CharacterCodingException | NoSuchElementException | MissingResourceException e) {
            // The last two are what the JDK's parser throws at an end that comes too soon and at some document types.
            throw RetryableException.create("the answer is no XML that makes sense", e);
        }
    }

    /// What a service said instead of doing what it was asked to.
    S3Exception refusal(Incoming answer) throws IOException {
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(LONGEST_REFUSAL + 1);
            if (body.length > LONGEST_REFUSAL) {
                answer.body().abort();
            }
        }
        return refusal(answer.head(), answer.head().statusCode(), body);
    }

    private S3Exception refusal(SdkHttpResponse head, int status, byte[] body) {
        Refused refused = Refused.in(body);
        SdkHttpResponse shown = head;
        if (refused.region != null && head.firstMatchingHeader(REGION).isEmpty()) {
            shown = head.toBuilder().putHeader(REGION, refused.region).build();
        }
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .message(refused.code + ": " + refused.message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(refused.code)
                        .errorMessage(refused.message)
                        .sdkHttpResponse(shown)
                        .build())
                .build();
    }

    /// The elements of a refusal that say something to programs. Looked for as text, as refusals that are cut off or
    /// mixed with HTML say something, too.
    private record Refused(
            @Nullable String code,
            @Nullable String message,
            @Nullable String region) {
        private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
        private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,2000})</Message>");
        private static final Pattern REGION = Pattern.compile("<Region>([a-zA-Z0-9][a-zA-Z0-9-]{0,62})</Region>");

        static Refused in(byte[] body) {
            String text = new String(body, StandardCharsets.UTF_8);
            return new Refused(first(CODE, text), first(MESSAGE, text), first(REGION, text));
        }

        private static @Nullable String first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? unescaped(matcher.group(1)) : null;
        }

        private static String unescaped(String text) {
            return text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&");
        }
    }
}
