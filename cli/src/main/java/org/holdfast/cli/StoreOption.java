package org.holdfast.cli;

import picocli.CommandLine.Option;

/// The store to read from.
final class StoreOption {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL",
            description = "The store: a directory, file:///DIRECTORY or noop:.")
    private String from = "";

    String from() {
        return from;
    }
}
