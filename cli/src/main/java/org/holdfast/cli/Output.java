package org.holdfast.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Standard output and standard error, always UTF-8 whatever the locale, and the one live line at the bottom of the
/// terminal, which makes room for whatever else is said. Thread-safe.
final class Output {
    // Wrapping is off while the line is drawn, so the terminal cuts it at its own width.
    private static final String BEGIN = "\r\033[K\033[?7l";
    private static final String END = "\033[?7h";
    private static final String CLEAR = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private boolean live;

    /// @param errIsTerminal whether it is one that can redraw a line
    Output(OutputStream out, boolean outIsTerminal, OutputStream err, boolean errIsTerminal) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
    }

    boolean outIsTerminal() {
        return outIsTerminal;
    }

    boolean errIsTerminal() {
        return errIsTerminal;
    }

    /// Standard output for a command's result, buffered until the command ends.
    PrintStream out() {
        return out;
    }

    /// One line of the result.
    synchronized void result(String line) {
        clearLive();
        out.print(Text.oneLine(line) + "\n");
    }

    /// One line for the user, beside the result.
    synchronized void tell(String line) {
        clearLive();
        err.print(Text.oneLine(line) + "\n");
    }

    /// Text of several lines beside the result, as it is.
    synchronized void tellAll(String text) {
        clearLive();
        err.print(text);
        err.flush();
    }

    /// Replaces the live line. Only for a terminal.
    synchronized void live(String line) {
        err.print(BEGIN + Text.oneLine(line) + END);
        err.flush();
        live = true;
    }

    synchronized void clearLive() {
        if (live) {
            err.print(CLEAR);
            err.flush();
            live = false;
        }
    }

    /// Sends what is buffered.
    ///
    /// @return whether all of the result reached its destination
    synchronized boolean flush() {
        clearLive();
        err.flush();
        return !out.checkError();
    }
}
