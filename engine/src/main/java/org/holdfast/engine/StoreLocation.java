package org.holdfast.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.backends.s3.S3Url;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Which store, as a user names it: `file:///var/backups`, a plain path, `s3://BUCKET/PREFIX?...`, or `noop:`.
public sealed interface StoreLocation {
    /// A directory on a file system.
    ///
    /// @param hardlinks whether copies may share storage; to be turned off for NFS and CIFS that fail at it
    /// @param requireMount whether it must be on a disk that was mounted, see [FileSettings#requireMount()]
    /// @param bandwidth bytes of objects a second, written and read, over all threads; empty: as fast as it goes
    record Directory(Path path, boolean hardlinks, boolean requireMount, OptionalLong bandwidth)
            implements StoreLocation {
        public Directory(Path path) {
            this(path, true, false);
        }

        public Directory(Path path, boolean hardlinks, boolean requireMount) {
            this(path, hardlinks, requireMount, OptionalLong.empty());
        }

        FileSettings settings() {
            return new FileSettings(path, hardlinks, requireMount);
        }

        /// For people; the same whatever the settings.
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

        /// The place as a URL without secrets, the same however it was written.
        @Override
        public String toString() {
            return settings.place();
        }
    }

    /// How long a provider charges for what was stored, also after it was removed; zero where nobody does.
    default Duration minimumBilled() {
        return switch (this) {
            case Bucket bucket -> Duration.ofDays(bucket.settings().minimumDays());
            case Directory _, Nowhere _ -> Duration.ZERO;
        };
    }

    /// The same however a user names the store, so that two runs on it know of each other; without secrets.
    default String identity() throws IOException {
        return switch (this) {
            case Directory directory
            when Files.exists(directory.path()) ->
                new Directory(directory.path().toRealPath()).toString();
            case Directory _, Bucket _, Nowhere _ -> toString();
        };
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
    /// @param environment the variables `AWS_*`, for what the URL of a bucket leaves open
    /// @throws BackupException MISCONFIGURED for a URL of no known kind
    static StoreLocation parse(String text, Map<String, String> environment) throws BackupException {
        if (text.equals("noop:")) {
            return new Nowhere();
        }
        if (text.startsWith("file:")) {
            return fileUrl(text);
        }
        if (text.startsWith("s3:")) {
            return bucket(text, environment);
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

    private static Directory fileUrl(String text) throws BackupException {
        int query = text.indexOf('?');
        Path path = filePath(query < 0 ? text : text.substring(0, query));
        boolean hardlinks = true;
        boolean requireMount = false;
        for (String setting : query < 0
                ? List.<String>of()
                : List.of(text.substring(query + 1).split("&", -1))) {
            switch (setting) {
                case "hardlinks=true" -> hardlinks = true;
                case "hardlinks=false" -> hardlinks = false;
                case "requireMount=true" -> requireMount = true;
                case "requireMount=false" -> requireMount = false;
                default ->
                    throw new BackupException(
                            Failure.MISCONFIGURED,
                            "\"" + setting + "\" is no setting of a file URL",
                            "there are hardlinks=false and requireMount=true; write a ? of the path as %3F");
            }
        }
        return new Directory(path, hardlinks, requireMount);
    }

    private static Path filePath(String text) throws BackupException {
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

    private static Bucket bucket(String text, Map<String, String> environment) throws BackupException {
        try {
            S3Settings settings = S3Url.parse(text).orFrom(environment);
            // Finds out whether they fit together.
            settings.place();
            return new Bucket(settings);
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
