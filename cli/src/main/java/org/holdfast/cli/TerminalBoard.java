package org.holdfast.cli;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.holdfast.engine.view.Meter;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// What the backups of one app to several sites do at the same time, in one line that is redrawn. Apps follow each
/// other: what is heard of one means that the one before is done. Thread-safe.
final class TerminalBoard {
    private final Output output;

    // Guarded by this.
    private final Map<String, Meter> meters = new TreeMap<>();
    private String app = "";

    TerminalBoard(Output output) {
        this.output = output;
    }

    /// @param subject for people; the line begins with it
    Progress progress(String ofApp, String subject) {
        Meter meter = new Meter(TerminalView.REDRAW_NANOS);
        return event -> {
            switch (event) {
                case Event.Started started -> {
                    meter.started(started);
                    begin(ofApp, subject, meter);
                    draw();
                }
                case Event.Moved(long bytes) -> meter.moved(bytes);
                case Event.Finished _ -> meter.finished();
                case Event.Skipped _,
                        Event.Unstable _,
                        Event.Lost _,
                        Event.Retried _,
                        Event.Noticed _,
                        Event.Requested _ -> {}
            }
            if (meter.tick()) {
                draw();
            }
        };
    }

    private synchronized void begin(String ofApp, String subject, Meter meter) {
        if (!app.equals(ofApp)) {
            meters.clear();
            app = ofApp;
        }
        // Looking for changes is over when the first site begins.
        meters.keySet().removeIf(other -> subject.startsWith(other + " "));
        meters.put(subject, meter);
    }

    synchronized void ended(String subject) {
        meters.remove(subject);
    }

    private synchronized void draw() {
        StringJoiner line = new StringJoiner("  |  ");
        meters.forEach((subject, meter) -> {
            Meter.Reading reading = meter.read();
            if (reading != null) {
                line.add(subject + ": "
                        + (meters.size() == 1 ? TerminalView.line(reading) : TerminalView.brief(reading)));
            }
        });
        if (line.length() > 0) {
            output.live(line.toString());
        }
    }
}
