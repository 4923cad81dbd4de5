package org.holdfast.backends.s3;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/// The address of a service, once it is sure to be one: `https://HOST` or `http://HOST`, perhaps with a port.
record Endpoint(URI uri) {
    private static final String EXAMPLE = "https://s3.eu-central-1.wasabisys.com";

    /// Makes equal what means the same: small letters, no port where it is the usual one, no slash at the end.
    ///
    /// @throws IllegalArgumentException if it is no such address, or has the bucket in it
    static Endpoint of(URI given, String bucket) {
        if (given.toString().contains("@")) {
            throw new IllegalArgumentException("the endpoint must not have credentials in it: put them into"
                    + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile");
        }
        String scheme = Objects.requireNonNullElse(given.getScheme(), "").toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(
                    "the endpoint must start with https://, as in " + EXAMPLE + ", but is " + given);
        }
        if (given.getHost() == null) {
            throw new IllegalArgumentException("the endpoint must name a host, as in " + EXAMPLE + ", but is " + given);
        }
        String host = given.getHost().toLowerCase(Locale.ROOT);
        requireOnlyHost(given, scheme, host, bucket);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = given.getPort() < 0 || given.getPort() == usual ? "" : ":" + given.getPort();
        return new Endpoint(URI.create(scheme + "://" + host + port));
    }

    private static void requireOnlyHost(URI given, String scheme, String host, String bucket) {
        String path = Objects.requireNonNullElse(given.getRawPath(), "");
        boolean bare = path.isEmpty() || path.equals("/");
        if (!bare || given.getRawQuery() != null || given.getRawFragment() != null) {
            throw new IllegalArgumentException("the endpoint must end after the host, as in " + EXAMPLE + ", but is "
                    + given + "; bucket and prefix belong into s3://BUCKET/PREFIX");
        }
        if (host.startsWith(bucket + ".")) {
            throw new IllegalArgumentException("the endpoint must not have the bucket in it: write " + scheme + "://"
                    + host.substring(bucket.length() + 1));
        }
    }

    /// In lower case.
    String host() {
        return uri.getHost();
    }

    boolean isEncrypted() {
        return uri.getScheme().equals("https");
    }

    /// Whether a bucket may be put before the host's name, which numbers and `localhost` do not bear.
    boolean bearsSubdomains() {
        return host().contains(".") && !host().matches("[0-9.]+|\\[.*]");
    }
}
