package org.holdfast.engine;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.backends.s3.S3Url;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Which store, as a user names it: `file:///var/backups`, a plain path, `s3://BUCKET/PREFIX?...`, or `noop:`.
public sealed interface StoreLocation {
    /// A directory on a file system.
    record Directory(Path path) implements StoreLocation {
        /// For people.
        @Override
        public String toString() {
            return ByteText.printable(LocalNames.bytesOf(path));
        }
    }

    /// A place in a bucket of an S3-compatible service.
    record Bucket(S3Settings settings) implements StoreLocation {
        /// The same without a second look at what was transferred.
        public Bucket unverified() {
            return new Bucket(new S3Settings(
                    settings.bucket(),
                    settings.prefix(),
                    settings.provider(),
                    settings.endpoint(),
                    settings.region(),
                    settings.credentials(),
                    settings.credentialsProfile(),
                    settings.pathStyle(),
                    settings.caFile(),
                    settings.acceptSelfSigned(),
                    false,
                    settings.limits()));
        }

        /// Tells the place from all others, whoever asks and however it was written: without credentials, limits, or
        /// the order of a URL's parameters.
        String identity() {
            return "s3:" + service() + "/" + settings.bucket() + "/"
                    + settings.prefix().text();
        }

        private String service() {
            Optional<String> host = settings.endpoint().map(Bucket::hostAndPort);
            // Names of AWS's buckets are unique across its regions, so neither region nor endpoint tells more.
            if (host.isPresent()) {
                return host.get().endsWith(".amazonaws.com") ? "aws" : host.get();
            }
            String provider = settings.provider().orElse("aws");
            return provider.equals("aws")
                    ? provider
                    : provider + settings.region().map(region -> "," + region).orElse("");
        }

        private static String hostAndPort(URI endpoint) {
            String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
            int usual = "http".equalsIgnoreCase(endpoint.getScheme()) ? 80 : 443;
            return endpoint.getPort() < 0 || endpoint.getPort() == usual ? host : host + ":" + endpoint.getPort();
        }

        /// For people, who know which service they meant.
        @Override
        public String toString() {
            String prefix = settings.prefix().toString();
            return "s3://" + settings.bucket() + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /// Nowhere: for tests.
    record Nowhere() implements StoreLocation {
        @Override
        public String toString() {
            return "noop:";
        }
    }

    /// The location that a user wrote.
    ///
    /// @param text lossless text ([ByteText]) of a URL or a path
    /// @throws BackupException MISCONFIGURED for a URL of no known kind
    static StoreLocation parse(String text) throws BackupException {
        if (text.equals("noop:")) {
            return new Nowhere();
        }
        if (text.startsWith("file:")) {
            return new Directory(fileUrl(text));
        }
        if (text.startsWith("s3:")) {
            return new Bucket(bucketUrl(text));
        }
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + text.substring(0, text.indexOf(':')) + "\" is no kind of store this version knows",
                    "use a path, file:///PATH, s3://BUCKET/PREFIX or noop:");
        }
        if (text.isEmpty()) {
            throw new BackupException(Failure.MISCONFIGURED, "the store's location is empty", "name a directory");
        }
        return new Directory(
                LocalNames.path(ByteText.encode(text)).toAbsolutePath().normalize());
    }

    private static Path fileUrl(String text) throws BackupException {
        try {
            return Path.of(URI.create(text)).normalize();
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + text + "\" is no file URL",
                    "write it as file:///var/backups, with %20 for a space",
                    List.of(),
                    e);
        }
    }

    private static S3Settings bucketUrl(String text) throws BackupException {
        try {
            return S3Url.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    String.valueOf(e.getMessage()),
                    "write it as s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION; docs/s3.md explains each part",
                    List.of(),
                    e);
        }
    }
}
