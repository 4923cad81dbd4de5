package org.holdfast.backends.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/// Dates in headers, which are whole seconds: RFC 9110, 5.6.7. Pure functions.
final class HttpDate {
    private HttpDate() {}

    /// When the service gave an answer, by its own clock; empty if it does not say.
    static Optional<Instant> of(@Nullable SdkHttpResponse answer) {
        return Optional.ofNullable(answer)
                .flatMap(all -> all.firstMatchingHeader("Date"))
                .flatMap(HttpDate::parse);
    }

    /// Empty if it is no date.
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
