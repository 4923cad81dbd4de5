package org.holdfast.engine.hooks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.holdfast.names.ByteText;
import org.jspecify.annotations.Nullable;

/// Takes what a process prints, whoever listens, so that it never waits for a full pipe. Thread-safe.
final class HookLines {
    private static final int LONGEST_LINE = 4096;
    private static final int LAST_LINES = 20;

    private final HookOutput output;

    /// Guarded by this, as is what follows.
    private final Deque<String> last = new ArrayDeque<>();

    private boolean over;
    private @Nullable RuntimeException failure;

    HookLines(HookOutput output) {
        this.output = output;
    }

    /// Reads to the end.
    void take(InputStream printed) {
        byte[] buffer = new byte[1 << 13];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (printed) {
            for (int read = printed.read(buffer); read >= 0; read = printed.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        end(line);
                    } else {
                        line.write(buffer[i]);
                    }
                    if (line.size() == LONGEST_LINE) {
                        end(line);
                    }
                }
            }
        } catch (IOException _) {
            // The stream of a process that was ended may be closed under the reader: there is no more to read.
        }
        if (line.size() > 0) {
            end(line);
        }
    }

    private synchronized void end(ByteArrayOutputStream line) {
        String text = ByteText.printable(line.toByteArray());
        line.reset();
        if (over) {
            return;
        }
        if (text.endsWith("\\r")) {
            text = text.substring(0, text.length() - 2);
        }
        last.add(text);
        if (last.size() > LAST_LINES) {
            last.remove();
        }
        try {
            if (failure == null) {
                output.line(text);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /// Nothing that comes later is told to anybody.
    ///
    /// @throws RuntimeException that the listener threw
    synchronized void stop() {
        over = true;
        if (failure != null) {
            throw failure;
        }
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }
}
