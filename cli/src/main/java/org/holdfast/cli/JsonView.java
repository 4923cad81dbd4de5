package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.view.Members;
import org.holdfast.engine.view.Meter;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;

/// A run as JSON lines. Thread-safe.
final class JsonView implements Progress {
    private static final long INTERVAL_NANOS = 1_000_000_000;

    private final Messages messages;
    private final boolean progress;
    private final boolean verbose;
    private final boolean debug;
    private final Meter meter = new Meter(INTERVAL_NANOS);

    /// @param progress whether to tell how far the run is, once a second
    /// @param verbose whether every finished file is named
    /// @param debug whether every request is told
    JsonView(Messages messages, boolean progress, boolean verbose, boolean debug) {
        this.messages = messages;
        this.progress = progress;
        this.verbose = verbose;
        this.debug = debug;
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Started started -> {
                meter.started(started);
                report();
            }
            case Event.Moved(long bytes) -> meter.moved(bytes);
            case Event.Finished(var phase, var path) -> {
                meter.finished();
                if (verbose && phase != Event.Phase.COPY) {
                    say("finished", path, Map.of("phase", lower(phase)));
                }
            }
            case Event.Skipped(var skip) ->
                say("skipped", skip.path(), Map.of("reason", lower(skip.reason()), "detail", skip.detail()));
            case Event.Unstable(var path) -> say("unstable", path, Map.of());
            case Event.Lost(var path, var reason) -> say("lost", path, Map.of("reason", reason));
            case Event.Retried retried -> retried(retried);
            case Event.Noticed(var message) -> messages.warning(message);
            case Event.Requested request -> {
                if (debug) {
                    requested(request);
                }
            }
        }
        if (meter.tick()) {
            report();
        }
    }

    private void say(String type, BytePath path, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        Members.putPath(fields, path);
        fields.putAll(more);
        messages.line(fields);
    }

    private void retried(Event.Retried retried) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "retried");
        fields.put("operation", retried.operation());
        fields.put("key", retried.key());
        fields.put("attempt", retried.attempt());
        fields.put("delaySeconds", retried.delay().toMillis() / 1000.0);
        fields.put("cause", retried.cause());
        messages.line(fields);
    }

    private void requested(Event.Requested request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "request");
        fields.put("method", request.method());
        fields.put("target", request.target());
        fields.put("status", request.status());
        fields.put("bytes", request.bytes());
        fields.put("milliseconds", request.took().toMillis());
        fields.put("attempt", request.attempt());
        messages.line(fields);
    }

    private void report() {
        Meter.Reading reading = meter.read();
        if (!progress || reading == null) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "progress");
        fields.put("phase", lower(reading.phase()));
        fields.put("files", reading.files());
        fields.put("filesExpected", reading.filesExpected());
        fields.put("bytes", reading.bytes());
        fields.put("bytesExpected", reading.bytesExpected());
        messages.line(fields);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
