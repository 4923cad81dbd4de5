package org.holdfast.backends.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.holdfast.backends.ObjectKey;

/// `s3://BUCKET/PREFIX?endpoint=https://HOST&region=R&provider=wasabi`. Stateless.
public final class S3Url {
    private static final String SCHEME = "s3://";
    private static final List<String> PARAMETERS = List.of(
            "endpoint",
            "region",
            "provider",
            "profile",
            "pathStyle",
            "caFile",
            "acceptSelfSigned",
            "partSize",
            "memory",
            "uploads",
            "downloads",
            "copies",
            "bandwidth",
            "requestsPerSecond");
    private static final Pattern SECRET = Pattern.compile("key|secret|token|password|credential|user");

    private S3Url() {}

    /// The settings that a URL says. What follows the bucket may be percent-encoded, and `% ? #` must be in a prefix,
    /// `% & #` in a parameter.
    ///
    /// @throws IllegalArgumentException if it is wrong; the message says what and how to mend it
    public static S3Settings parse(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("a bucket is written s3://BUCKET/PREFIX");
        }
        int query = url.indexOf('?');
        String place = query < 0 ? url.substring(SCHEME.length()) : url.substring(SCHEME.length(), query);
        int slash = place.indexOf('/');
        String bucket = slash < 0 ? place : place.substring(0, slash);
        // A secret key may have slashes in it, which would end the bucket too early.
        if (bucket.contains("@") || (bucket.contains(":") && place.contains("@"))) {
            throw credentialsInUrl();
        }
        if (url.contains("#")) {
            throw new IllegalArgumentException("an s3:// URL must not contain '#': write %23");
        }
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("an s3:// URL must name a bucket: s3://BUCKET/PREFIX");
        }
        return settings(
                bucket,
                prefix(slash < 0 ? "" : place.substring(slash + 1)),
                parameters(query < 0 ? "" : url.substring(query + 1)));
    }

    private static S3Settings settings(String bucket, ObjectKey prefix, Map<String, String> given) {
        return new S3Settings(
                bucket,
                prefix,
                Optional.ofNullable(given.get("provider")),
                value(given, "endpoint", S3Url::uri),
                Optional.ofNullable(given.get("region")),
                Optional.empty(),
                Optional.ofNullable(given.get("profile")),
                value(given, "pathStyle", S3Url::flag),
                value(given, "caFile", S3Url::path),
                value(given, "acceptSelfSigned", S3Url::flag).orElse(false),
                true,
                limits(given));
    }

    private static Limits limits(Map<String, String> given) {
        return new Limits(
                count(given, "uploads"),
                count(given, "downloads"),
                count(given, "copies"),
                size(given, "partSize"),
                size(given, "memory"),
                size(given, "bandwidth"),
                count(given, "requestsPerSecond"));
    }

    private static ObjectKey prefix(String encoded) {
        String text = Percent.decode(encoded, "the prefix");
        int end = text.endsWith("/") ? text.length() - 1 : text.length();
        try {
            return end == 0 ? ObjectKey.ROOT : ObjectKey.of(text.substring(0, end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the prefix must be names with single slashes between them, without '.' and '..', not '" + text
                            + "'",
                    e);
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            if (parameter.isEmpty() && query.isEmpty()) {
                break;
            }
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            requireKnown(name);
            String value = Percent.decode(equals < 0 ? "" : parameter.substring(equals + 1), name);
            if (value.isEmpty()) {
                throw new IllegalArgumentException("parameter " + name + " must have a value: " + name + "=…");
            }
            if (given.put(name, value) != null) {
                throw new IllegalArgumentException("parameter " + name + " must be given once only");
            }
        }
        return given;
    }

    private static void requireKnown(String name) {
        if (PARAMETERS.contains(name)) {
            return;
        }
        if (SECRET.matcher(name.toLowerCase(Locale.ROOT)).find()) {
            throw credentialsInUrl();
        }
        throw new IllegalArgumentException(
                "there is no parameter '" + name + "': it must be one of " + String.join(", ", PARAMETERS));
    }

    private static IllegalArgumentException credentialsInUrl() {
        return new IllegalArgumentException("credentials must not be in the URL, where everybody sees them: put them"
                + " into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile");
    }

    private static <T> Optional<T> value(Map<String, String> given, String name, Function<String, T> parser) {
        String text = given.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "parameter " + name + ": " + Objects.requireNonNullElse(e.getMessage(), "is wrong"), e);
        }
    }

    private static OptionalInt count(Map<String, String> given, String name) {
        return value(given, name, S3Url::count).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static OptionalLong size(Map<String, String> given, String name) {
        return value(given, name, S3Url::size).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static int count(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("'" + text + "' is no number from 1 to 999999");
        }
        return Integer.parseInt(text);
    }

    private static long size(String text) {
        long size = ByteSize.parse(text);
        if (size == 0) {
            throw new IllegalArgumentException("must be more than nothing");
        }
        return size;
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' must be true or false");
        }
        return text.equals("true");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no path", e);
        }
    }

    private static URI uri(String text) {
        if (text.contains("@")) {
            throw credentialsInUrl();
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no address, such as https://HOST", e);
        }
    }
}
