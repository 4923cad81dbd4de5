package org.holdfast.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/// What a tool reads and writes: files, or `-` for the standard streams.
final class InOut {
    private static final String STANDARD = "-";

    @Parameters(index = "0", paramLabel = "IN", description = "The file to read; - for standard input.")
    private String in = "";

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "The file to write, which must not exist; - for standard output.")
    private String out = "";

    boolean toStandardOutput() {
        return out.equals(STANDARD);
    }

    Path out() {
        return Stores.path(out);
    }

    /// For messages.
    String inName() {
        return in.equals(STANDARD) ? "standard input" : Text.printable(in);
    }

    InputStream open(Host host) throws IOException {
        return in.equals(STANDARD) ? new BufferedInputStream(host.input()) : Files.newInputStream(Stores.path(in));
    }
}
