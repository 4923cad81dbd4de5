package org.holdfast.engine.notify;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.notify.RunReport.Result;
import tools.jackson.databind.json.JsonMapper;

/// A notice as the JSON that docs/notifications.md describes. Members are added, never renamed or removed, unless
/// `schema` changes. Stateless; thread-safe.
final class WebhookBody {
    private static final int SCHEMA = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private WebhookBody() {}

    static byte[] of(Notice notice, Occasion occasion) {
        RunReport report = notice.report();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schema", SCHEMA);
        body.put("event", occasion.name().toLowerCase(Locale.ROOT));
        body.put("host", OneLine.of(report.host()));
        body.put("started", report.started().toString());
        body.put("finished", report.finished().toString());
        body.put("outcome", report.outcome().text());
        body.put("message", notice.headline(occasion));
        body.put(
                "hint", OneLine.of(report.trouble().map(RunReport.Trouble::hint).orElse("")));
        body.put("counts", counts(notice));
        body.put(
                "apps",
                report.apps().stream().map(result -> result(result, notice)).toList());
        body.put(
                "boxes",
                report.boxes().stream().map(result -> result(result, notice)).toList());
        return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> counts(Notice notice) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.text(), notice.report().count(outcome));
        }
        counts.put("recovered", notice.recovered().size());
        counts.put(
                "files",
                notice.report().apps().stream().mapToLong(Result::files).sum());
        counts.put(
                "bytes",
                notice.report().apps().stream().mapToLong(Result::bytes).sum());
        return counts;
    }

    private static Map<String, Object> result(Result result, Notice notice) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!result.app().isEmpty()) {
            fields.put("app", OneLine.of(result.app()));
        }
        fields.put("site", OneLine.of(result.site()));
        fields.put("outcome", result.outcome().text());
        result.backup().ifPresent(id -> fields.put("backup", OneLine.of(id)));
        fields.put("message", OneLine.of(result.message()));
        fields.put("hint", OneLine.of(result.hint()));
        fields.put("files", result.files());
        fields.put("bytes", result.bytes());
        Optional<FailureHistory.Failing> recovery = notice.recovery(result);
        fields.put("recovered", recovery.isPresent());
        recovery.ifPresent(old -> fields.put("failedSince", old.since().toString()));
        return fields;
    }
}
