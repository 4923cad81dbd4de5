package org.holdfast.cli;

import picocli.CommandLine.Option;

/// `--help`.
final class HelpOption {
    // Read by picocli, which then prints the usage instead of running the command.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;
}
