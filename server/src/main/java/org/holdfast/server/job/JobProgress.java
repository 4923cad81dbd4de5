package org.holdfast.server.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.view.Members;
import org.holdfast.engine.view.Meter;
import org.holdfast.format.Event;

/// How far a job is with each app on each site that it works on. Thread-safe.
final class JobProgress {
    private static final long NEVER = Long.MAX_VALUE / 4;

    // Guarded by this, but for the meters.
    private final Map<Part, Meter> parts = new LinkedHashMap<>();

    private record Part(String app, String site) {}

    void on(String app, String site, Event event) {
        switch (event) {
            case Event.Started started -> meter(app, site).started(started);
            case Event.Moved(long bytes) -> meter(app, site).moved(bytes);
            case Event.Finished _ -> meter(app, site).finished();
            case Event.Skipped _,
                    Event.Unstable _,
                    Event.Lost _,
                    Event.Requested _,
                    Event.Retried _,
                    Event.Noticed _ -> {}
        }
    }

    private synchronized Meter meter(String app, String site) {
        return parts.computeIfAbsent(new Part(app, site), _ -> new Meter(NEVER));
    }

    synchronized void ended(String app, String site) {
        parts.remove(new Part(app, site));
    }

    synchronized List<Map<String, Object>> members() {
        List<Map<String, Object>> all = new ArrayList<>();
        parts.forEach((part, meter) -> {
            Meter.Reading reading = meter.read();
            if (reading != null) {
                all.add(members(part, reading));
            }
        });
        return all;
    }

    private static Map<String, Object> members(Part part, Meter.Reading reading) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("app", part.app);
        members.put("site", part.site);
        members.put("phase", Members.lower(reading.phase()));
        members.put("files", reading.files());
        members.put("filesExpected", reading.filesExpected());
        members.put("bytes", reading.bytes());
        members.put("bytesExpected", reading.bytesExpected());
        members.put("bytesPerSecond", Math.round(reading.bytesPerSecond()));
        double left = reading.secondsLeft();
        if (left >= 0) {
            members.put("secondsLeft", Math.round(left));
        }
        return members;
    }
}
