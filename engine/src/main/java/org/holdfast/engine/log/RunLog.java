package org.holdfast.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The log of one run. Each line is in the file when the call returns, so that a run that is killed leaves its log.
/// A log that cannot be written never stops a run: [#problem()] tells of it. Thread-safe.
public final class RunLog implements AutoCloseable {
    /// After so many bytes only errors are written: a disk that breaks says a line for each of its files.
    private static final long MAX_BYTES = 8 << 20;

    private final LogFormat format;
    private final Set<String> secrets = new HashSet<>();
    private final InstantSource clock;
    private final long maxBytes;
    private final @Nullable Path file;
    private @Nullable FileChannel channel;
    private @Nullable String problem;
    private Consumer<LogLine> listener = _ -> {};
    private Redaction redaction = Redaction.NONE;
    private long written;
    private long dropped;

    private RunLog(
            LogFormat format,
            InstantSource clock,
            long maxBytes,
            LogFiles.@Nullable Created created,
            @Nullable String problem) {
        this.format = format;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.file = created == null ? null : created.file();
        this.channel = created == null ? null : created.channel();
        this.problem = problem;
    }

    /// A log that nobody keeps.
    public static RunLog none() {
        return new RunLog(LogFormat.TEXT, () -> Instant.EPOCH, 0, null, null);
    }

    /// Begins a log and removes old ones: of those beyond the newest 50, what is older than 90 days, and the oldest of
    /// what is more than 64 MiB together. Never fails.
    ///
    /// @param directory `logs` in the state directory; made if need be, for its user alone
    public static RunLog open(Path directory, LogFormat format, InstantSource clock) {
        return open(LogFiles.usual(directory), format, clock, MAX_BYTES);
    }

    static RunLog open(LogFiles files, LogFormat format, InstantSource clock, long maxBytes) {
        Instant now = clock.instant();
        LogFiles.Created created;
        try {
            created = files.create(now);
        } catch (IOException | UnsupportedOperationException e) {
            return new RunLog(
                    format,
                    clock,
                    maxBytes,
                    null,
                    "there is no log of this run: cannot write to " + files.directory() + " (" + e + ")");
        }
        try {
            files.rotate(now);
        } catch (IOException e) {
            String problem = "old logs in " + files.directory() + " cannot be removed (" + e + ")";
            return new RunLog(format, clock, maxBytes, created, problem);
        }
        return new RunLog(format, clock, maxBytes, created, null);
    }

    /// Where it is; empty if it could not be begun.
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /// What is wrong with the log itself, for a warning.
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem).map(Visible::of);
    }

    /// From now on `***` stands for these, see [Redaction].
    public synchronized void hide(Collection<String> more) {
        secrets.addAll(more);
        redaction = Redaction.of(secrets);
    }

    /// From now on also has somebody hear of each line, without secrets, even if it cannot be written.
    ///
    /// @param other must return quickly
    public synchronized void tell(Consumer<LogLine> other) {
        listener = other;
    }

    /// Text as the log has it, without the secrets that are known: for whoever shows it elsewhere as well.
    public synchronized String clean(String text) {
        return redaction.clean(text);
    }

    /// What is said of a run as a whole.
    public LogScope scope() {
        return scope("", "");
    }

    /// What is said of one app, or one site, or an app on a site.
    ///
    /// @param app its id, or empty
    /// @param site its name, or empty
    public LogScope scope(String app, String site) {
        return new LogScope(this, app, site);
    }

    synchronized void write(LogLevel level, String app, String site, String text) {
        LogLine line = new LogLine(clock.instant(), level, app, site, clean(text));
        listener.accept(line);
        if (channel == null) {
            return;
        }
        byte[] bytes = (format.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
        if (written + bytes.length > maxBytes && level != LogLevel.ERROR) {
            dropped++;
            return;
        }
        append(bytes);
    }

    private void append(byte[] bytes) {
        if (channel == null) {
            return;
        }
        // A channel that is written to by an interrupted thread closes, and the end of the run would go unlogged.
        boolean interrupted = Thread.interrupted();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                written += channel.write(buffer);
            }
        } catch (IOException e) {
            problem = "the log of this run ends early: cannot write to " + file + " (" + e + ")";
            end();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        FileChannel open = channel;
        channel = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            problem = "the log of this run may lack its end: cannot close " + file + " (" + e + ")";
        }
    }

    /// Ends the log. What is written later is lost.
    @Override
    public synchronized void close() {
        if (dropped > 0 && channel != null) {
            String text =
                    dropped + " more lines are left out, as the log would have grown beyond " + maxBytes + " bytes";
            LogLine line = new LogLine(clock.instant(), LogLevel.WARNING, "", "", text);
            append((format.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        end();
    }
}
