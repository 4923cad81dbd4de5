package org.holdfast.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output and standard error, always UTF-8 whatever the locale, and the one live line at the bottom of the
/// terminal, which makes room for whatever else is said. Thread-safe.
final class Output {
    // Wrapping is off while the line is drawn, so the terminal cuts it at its own width.
    private static final String BEGIN = "\r\033[K\033[?7l";
    private static final String END = "\033[?7h";
    private static final String CLEAR = "\r\033[K";

    /// Bytes of rows that are sent at once; content comes in pieces no smaller, and passes by.
    private static final int BUFFER = 8 * 1024;

    private final Recorded recorded;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private boolean live;

    /// @param errIsTerminal whether it is one that can redraw a line
    Output(OutputStream out, boolean outIsTerminal, OutputStream err, boolean errIsTerminal) {
        this.recorded = new Recorded(out);
        this.out = new PrintStream(new BufferedOutputStream(recorded, BUFFER), false, StandardCharsets.UTF_8);
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

    /// Standard output for a command's result. What is small waits until more comes, or the command ends.
    PrintStream out() {
        return out;
    }

    /// One line of the result, sent at once.
    synchronized void result(String line) {
        row(line);
        out.flush();
    }

    /// One line of a result of many, sent with others.
    synchronized void row(String line) {
        clearLive();
        out.print(Text.oneLine(line) + "\n");
    }

    /// One line for the user, beside the result, and after what there is of it so far.
    synchronized void tell(String line) {
        clearLive();
        out.flush();
        err.print(Text.oneLine(line) + "\n");
    }

    /// Text of several lines beside the result, as it is, and after what there is of that so far.
    synchronized void tellAll(String text) {
        clearLive();
        out.flush();
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
    /// @return why not all of the result reached its destination, if it did not
    synchronized Optional<IOException> flush() {
        clearLive();
        err.flush();
        out.flush();
        return Optional.ofNullable(recorded.failure);
    }

    /// Keeps the reason that a [PrintStream] would forget.
    private static final class Recorded extends OutputStream {
        private final OutputStream sink;
        private volatile @Nullable IOException failure;

        Recorded(OutputStream sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                sink.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            sink.flush();
        }
    }
}
