package org.holdfast.server.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody who follows a job has not heard yet: lines of its log, its state, its progress. For one follower;
/// confined to one thread.
public final class JobFeed {
    private final Job job;
    private long lastLine;
    private long lastVersion = -1;
    private Optional<List<Map<String, Object>>> lastProgress = Optional.empty();
    private boolean over;

    /// Something to tell.
    ///
    /// @param name `job`, `progress`, `line` or `end`
    /// @param id what a follower says to go on from there; empty if it is no place to go on from
    public record News(String name, Optional<String> id, Object members) {}

    /// One that goes on from a line.
    ///
    /// @param afterLine the number of the last line that is known
    public JobFeed(Job job, long afterLine) {
        this.job = job;
        this.lastLine = afterLine;
    }

    /// All that is new.
    public List<News> poll() {
        List<News> news = new ArrayList<>();
        // Looked at before the lines, so that none is missing when it is over.
        boolean ending = job.state().isOver();
        long version = job.version();
        if (version != lastVersion) {
            lastVersion = version;
            news.add(new News("job", Optional.empty(), job.members()));
        }
        for (JobLog.Numbered line : job.log().after(lastLine)) {
            lastLine = line.number();
            news.add(new News("line", Optional.of(String.valueOf(lastLine)), line.members()));
        }
        List<Map<String, Object>> progress = ending ? List.of() : job.progress().members();
        if (!lastProgress.equals(Optional.of(progress))) {
            lastProgress = Optional.of(progress);
            news.add(new News("progress", Optional.empty(), Map.of("progress", progress)));
        }
        if (ending && !over) {
            over = true;
            news.add(new News(
                    "end", Optional.empty(), Map.of("state", job.state().id())));
        }
        return news;
    }

    /// Whether nothing is to come.
    public boolean isOver() {
        return over;
    }
}
