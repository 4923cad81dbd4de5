package org.holdfast.cli;

import java.util.Locale;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.view.Meter;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// Progress as one line that is redrawn, above it what [Remarks] say. Thread-safe.
final class TerminalView implements Progress {
    static final long REDRAW_NANOS = 100_000_000;

    private final Output output;
    private final Remarks remarks;
    private final Meter meter = new Meter(REDRAW_NANOS);

    TerminalView(Output output, Remarks remarks) {
        this.output = output;
        this.remarks = remarks;
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Started started -> {
                meter.started(started);
                draw();
            }
            case Event.Moved(long bytes) -> meter.moved(bytes);
            case Event.Finished _ -> {
                meter.finished();
                remarks.on(event);
            }
            case Event.Skipped _, Event.Unstable _, Event.Lost _, Event.Retried _, Event.Noticed _, Event.Requested _ ->
                remarks.on(event);
        }
        if (meter.tick()) {
            draw();
        }
    }

    private void draw() {
        Meter.Reading reading = meter.read();
        if (reading != null) {
            output.live(line(reading));
        }
    }

    /// What matters most comes first, since a narrow terminal cuts the end.
    static String line(Meter.Reading reading) {
        StringBuilder line = new StringBuilder(name(reading.phase()));
        if (reading.filesExpected() > 0 || reading.files() > 0) {
            line.append("  ").append(reading.files());
            if (reading.filesExpected() > 0) {
                line.append('/').append(reading.filesExpected());
            }
            line.append(" files");
        }
        if (reading.bytes() > 0 || reading.bytesExpected() > 0) {
            line.append("  ").append(SizeText.of(reading.bytes()));
            if (reading.bytesExpected() > 0) {
                line.append('/').append(SizeText.of(reading.bytesExpected()));
                line.append(String.format(
                        Locale.ROOT, "  %d%%", Math.min(100, 100 * reading.bytes() / reading.bytesExpected())));
            }
            line.append("  ")
                    .append(SizeText.of((long) reading.bytesPerSecond()))
                    .append("/s");
        }
        double left = reading.secondsLeft();
        if (left >= 0) {
            line.append("  ").append(Text.seconds(left)).append(" left");
        }
        return line.toString();
    }

    /// The phase, and how much of it is done if that is known.
    static String brief(Meter.Reading reading) {
        double done = reading.bytesExpected() > 0
                ? (double) reading.bytes() / reading.bytesExpected()
                : (double) reading.files() / Math.max(1, reading.filesExpected());
        boolean known = reading.bytesExpected() > 0 || reading.filesExpected() > 0;
        return name(reading.phase()) + (known ? String.format(Locale.ROOT, " %.0f%%", Math.min(100, 100 * done)) : "");
    }

    private static String name(Event.Phase phase) {
        return switch (phase) {
            case SCAN -> "looking for changes";
            case UPLOAD -> "uploading";
            case COPY -> "copying in the store";
            case RESTORE -> "restoring";
            case VERIFY -> "verifying";
        };
    }
}
