package org.holdfast.engine.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.notify.RunReport.Result;

/// Runs that tests tell of.
final class Reports {
    static final Instant START = Instant.parse("2026-11-20T03:00:00Z");
    static final String BACKUP = "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2";

    private Reports() {}

    static RunReport of(Result... apps) {
        return new RunReport("server1", START, START.plusSeconds(3725), List.of(apps), List.of(), Optional.empty());
    }

    static Result ok(String app, String site) {
        return Result.ok(app, site, BACKUP, 12, 3456);
    }

    static Result failed(String app, String site) {
        return Result.failed(app, site, "the store cannot be reached", "look at the network", 13);
    }

    static Notice notice(RunReport report) {
        return new Notice(report, List.of());
    }
}
