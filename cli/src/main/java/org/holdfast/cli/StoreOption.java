package org.holdfast.cli;

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
}
