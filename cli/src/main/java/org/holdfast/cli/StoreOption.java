package org.holdfast.cli;

import java.util.Optional;
import org.holdfast.engine.retention.RetentionRules;
import picocli.CommandLine.Option;

/// The store to read from.
final class StoreOption {
    static final String KINDS = "The store: a directory, file:///DIRECTORY,"
            + " s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION, or noop:.";

    @Option(names = "--from", required = true, paramLabel = "URL", description = KINDS)
    private String from = "";

    String from() {
        return from;
    }

    /// Which backups are to be kept there. Nobody said so of a store that is named by its URL.
    Optional<RetentionRules> retention() {
        return Optional.empty();
    }
}
