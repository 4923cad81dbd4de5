package org.holdfast.engine.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.engine.StoreLocation;

/// Reads where a site in a bucket is. Confined to one thread.
final class BucketReader {
    static final List<String> KEYS = List.of(
            "bucket",
            "region",
            "endpoint",
            "prefix",
            "credentials",
            "profile",
            "pathStyle",
            "caFile",
            "acceptSelfSigned",
            "verify");
    static final List<String> LIMITS = List.of("upload", "download", "copy", "partSize", "memory", "requestsPerSecond");

    private static final int MOST = 999_999;

    private final Reading reading;

    BucketReader(Reading reading) {
        this.reading = reading;
    }

    Optional<StoreLocation> read(Section site, String provider, Optional<Section> limits) {
        int before = reading.mistakes().count();
        Optional<String> bucket = site.required("bucket", Forms::text);
        Optional<Section> credentials = site.section("credentials");
        Optional<Credentials> key = credentials.flatMap(this::accessKey);
        Optional<String> profile = site.value("profile", Forms::text);
        Optional<String> inside = credentials.flatMap(section -> section.value("profile", Forms::text));
        credentials.ifPresent(Section::end);
        if (site.has("profile") && credentials.isPresent()) {
            site.mistake("profile", "there are credentials already: leave one of them out");
        }
        S3Settings settings = new S3Settings(
                bucket.orElse(""),
                site.value("prefix", BucketReader::prefix).orElse(ObjectKey.ROOT),
                Optional.of(provider),
                site.value("endpoint").flatMap(value -> value.asSecret(BucketReader::endpoint)),
                site.value("region", Forms::text),
                key,
                profile.or(() -> inside),
                site.value("pathStyle", Forms::flag),
                site.value("caFile", Forms::path),
                site.value("acceptSelfSigned", Forms::flag).orElse(false),
                site.value("verify", Forms::flag).orElse(true),
                limits.map(BucketReader::limits).orElse(Limits.DEFAULTS));
        return reading.mistakes().count() > before ? Optional.empty() : complete(settings, site.place());
    }

    /// With what the environment adds, if all of it fits together.
    private Optional<StoreLocation> complete(S3Settings settings, Place place) {
        Map<String, String> aws = new HashMap<>(reading.environment());
        aws.keySet().removeIf(name -> !name.startsWith("AWS_"));
        try {
            S3Settings complete = settings.orFrom(aws);
            complete.place();
            return Optional.of(new StoreLocation.Bucket(complete));
        } catch (IllegalArgumentException e) {
            // They speak of a URL's parameters, which have the same names here.
            reading.mistakes()
                    .add(place, String.valueOf(e.getMessage()).replaceAll("\\b(endpoint|region|pathStyle)=", "$1: "));
            return Optional.empty();
        }
    }

    private Optional<Credentials> accessKey(Section section) {
        Optional<Value> id = section.value("accessKeyId");
        Optional<Value> secret = section.value("secretAccessKey");
        Optional<Value> token = section.value("sessionToken");
        boolean any = section.has("accessKeyId") || section.has("secretAccessKey") || section.has("sessionToken");
        if (any && section.has("profile")) {
            section.mistake("profile", "there is an access key already: leave one of them out");
        }
        if (!any && !section.has("profile")) {
            reading.mistakes().add(section.place(), "needs accessKeyId and secretAccessKey, or profile");
        }
        for (String key : any ? List.of("accessKeyId", "secretAccessKey") : List.<String>of()) {
            if (!section.has(key)) {
                reading.mistakes().add(section.place(), "needs " + key);
            }
        }
        Optional<String> secretText = secret.map(reading::secret);
        Optional<String> tokenText = token.map(reading::secret);
        return id.flatMap(value -> value.as(Forms::text))
                .flatMap(text -> secretText.map(hidden -> new Credentials(text, hidden, tokenText)));
    }

    private static ObjectKey prefix(String text) {
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            return bare.isEmpty() ? ObjectKey.ROOT : ObjectKey.of(bare);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be names with single slashes between them, without . and ..", e);
        }
    }

    private static URI endpoint(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("must not have credentials in it: put them into credentials");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be an address, such as https://HOST", e);
        }
    }

    private static Limits limits(Section section) {
        return new Limits(
                count(section, "upload"),
                count(section, "download"),
                count(section, "copy"),
                size(section, "partSize"),
                size(section, "memory"),
                SiteReader.bandwidth(section),
                count(section, "requestsPerSecond"));
    }

    private static OptionalInt count(Section section, String key) {
        return section.value(key, Forms.number(1, MOST)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static OptionalLong size(Section section, String key) {
        return section.value(key, Forms::size).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
