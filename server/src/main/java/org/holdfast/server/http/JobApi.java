package org.holdfast.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.server.job.Job;
import org.holdfast.server.job.JobFeed;
import org.holdfast.server.job.Jobs;

/// Jobs.
///
/// @param gate knows who may still follow them
record JobApi(Jobs jobs, Gate gate) {
    private static final int MOST = 100;

    List<Route> routes() {
        return List.of(
                Api.get("/api/jobs", this::all),
                Api.get("/api/jobs/{job}", this::one),
                Api.post("/api/jobs/{job}/cancel", this::cancel),
                Api.get("/api/jobs/{job}/events", this::events));
    }

    private Answer all(Call call) throws BackupException {
        Fields fields = call.parameters();
        int limit = fields.number("limit", 1, MOST, MOST);
        Optional<String> site = fields.optionalText("site");
        fields.end();
        List<Map<String, Object>> found = jobs.all().stream()
                .filter(job ->
                        site.isEmpty() || (job.get("sites") instanceof List<?> sites && sites.contains(site.get())))
                .limit(limit)
                .map(JobApi::withoutResult)
                .toList();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("jobs", found);
        return Answer.Document.ok(members);
    }

    /// Results of a hundred jobs may be long.
    private static Map<String, Object> withoutResult(Map<String, Object> job) {
        Map<String, Object> members = new LinkedHashMap<>(job);
        members.remove("result");
        return members;
    }

    private static BackupException missing() {
        return new BackupException(Failure.NOT_FOUND, "there is no such job", "/api/jobs lists the last hundred");
    }

    private Answer one(Call call) throws BackupException {
        return Answer.Document.ok(jobs.members(call.part("job")).orElseThrow(JobApi::missing));
    }

    private Answer cancel(Call call) throws BackupException {
        call.fields().end();
        String id = call.part("job");
        Job job = jobs.find(id).orElseThrow(JobApi::missing);
        boolean cancelled = jobs.cancel(id);
        return cancelled ? Answer.Document.accepted(job.members()) : Answer.Document.ok(job.members());
    }

    private Answer events(Call call) throws BackupException {
        Job job = jobs.find(call.part("job")).orElseThrow(JobApi::missing);
        return new Answer.Events(new JobFeed(job, call.lastEvent()), () -> gate.isKnown(call.visitor()));
    }
}
