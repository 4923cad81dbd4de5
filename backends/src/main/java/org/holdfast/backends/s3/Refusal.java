package org.holdfast.backends.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/// What a service said when it refused a request.
///
/// @param status of HTTP; 500 for an error inside of an answer that began with 200
/// @param code of the XML, or empty if there was none
/// @param text of the XML, or empty
/// @param region the one that the service asks to sign for
/// @param retryAfter how long the service wants to be left alone
/// @param skew how far this machine's clock is ahead of the service's
/// @param html whether it is a page for people, as of a proxy or a web site, and no XML
record Refusal(
        int status,
        String code,
        String text,
        Optional<String> region,
        Optional<Duration> retryAfter,
        Optional<Duration> skew,
        boolean html) {
    private static final Pattern EXPECTED = Pattern.compile("expecting '([a-zA-Z0-9][a-zA-Z0-9-]{0,62})'");
    /// As AWS has it; [org.holdfast.backends.s3.wire.WireClient] puts there what others say in XML only.
    private static final String REGION = "x-amz-bucket-region";

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /// @param clock to compare the service's with
    static Refusal of(AwsServiceException e, InstantSource clock) {
        @Nullable AwsErrorDetails details = e.awsErrorDetails();
        if (details == null) {
            return new Refusal(e.statusCode(), "", "", Optional.empty(), Optional.empty(), Optional.empty(), false);
        }
        Optional<Instant> date = HttpDate.of(details.sdkHttpResponse());
        return new Refusal(
                e.statusCode(),
                orEmpty(details.errorCode()),
                orEmpty(details.errorMessage()),
                region(details),
                header(details, "Retry-After").flatMap(value -> retryAfter(value, date.orElseGet(clock::instant))),
                date.map(theirs -> Duration.between(theirs, clock.instant())),
                details.errorCode() == null && isHtml(details));
    }

    /// Whether a request signed for another region might not be refused.
    boolean isOfRegion() {
        return status / 100 == 3 || status == 400 || code.equals("AuthorizationHeaderMalformed");
    }

    private static Optional<String> region(AwsErrorDetails details) {
        return header(details, REGION).or(() -> first(EXPECTED, orEmpty(details.errorMessage())));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /// RFC 9110, 10.2.3: a number of seconds or a date.
    private static Optional<Duration> retryAfter(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        return HttpDate.parse(value).map(then -> then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    }

    private static Optional<String> header(AwsErrorDetails details, String name) {
        @Nullable SdkHttpResponse response = details.sdkHttpResponse();
        return response == null
                ? Optional.empty()
                : response.firstMatchingHeader(name).map(String::strip);
    }

    private static boolean isHtml(AwsErrorDetails details) {
        return header(details, "Content-Type")
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
                .orElse(false);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
