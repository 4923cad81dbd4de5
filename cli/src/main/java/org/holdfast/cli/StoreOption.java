package org.holdfast.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The store to read from.
final class StoreOption {
    static final String KINDS = "The store: a directory, file:///DIRECTORY,"
            + " s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION, or noop:.";

    @Option(names = "--from", paramLabel = "URL", description = KINDS)
    private @Nullable String from;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description = "The store: a site of the configuration. May be left out if there is only one.")
    private @Nullable String site;

    Optional<String> from() {
        return Optional.ofNullable(from);
    }

    Optional<String> site() {
        return Optional.ofNullable(site);
    }
}
