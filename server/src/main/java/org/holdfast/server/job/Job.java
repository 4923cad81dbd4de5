package org.holdfast.server.job;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One job. Thread-safe.
public final class Job {
    private final String id;
    private final JobOrder order;
    private final Instant created;
    private final JobLog log = new JobLog();
    private final JobProgress progress = new JobProgress();

    // Guarded by this.
    private JobState state = JobState.QUEUED;
    private Optional<Instant> begun = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private Optional<JobOrder.Result> result = Optional.empty();
    private Optional<Thread> worker = Optional.empty();
    private boolean cancelled;
    private Duration toCome = Duration.ZERO;
    private long version;

    Job(String id, JobOrder order, Instant created) {
        this.id = id;
        this.order = order;
        this.created = created;
    }

    public String id() {
        return id;
    }

    public JobOrder order() {
        return order;
    }

    JobLog log() {
        return log;
    }

    JobProgress progress() {
        return progress;
    }

    public synchronized JobState state() {
        return state;
    }

    /// How it ended; empty before.
    public synchronized Optional<JobOrder.Result> result() {
        return result;
    }

    /// How long it took; zero unless it has ended.
    public synchronized Duration duration() {
        return begun.flatMap(from -> ended.map(to -> Duration.between(from, to)))
                .orElse(Duration.ZERO);
    }

    synchronized void begin(Thread thread, Instant now) {
        state = JobState.RUNNING;
        begun = Optional.of(now);
        worker = Optional.of(thread);
        version++;
    }

    synchronized void end(JobOrder.Result how, Instant now) {
        state = how.state();
        ended = Optional.of(now);
        result = Optional.of(how);
        worker = Optional.empty();
        toCome = Duration.ZERO;
        version++;
    }

    /// Interrupts it if it runs.
    ///
    /// @param wanted whether somebody does not want it; else the server ends
    synchronized void interrupt(boolean wanted) {
        cancelled |= wanted;
        worker.ifPresent(Thread::interrupt);
        version++;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized void toCome(Duration hooks) {
        toCome = hooks;
    }

    /// How long hooks may take that run even if it is interrupted.
    synchronized Duration toCome() {
        return toCome;
    }

    /// Grows whenever [#members()] but for the progress say something new.
    synchronized long version() {
        return version;
    }

    /// For programs.
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        synchronized (this) {
            members.put("id", id);
            members.put("kind", order.kind().id());
            members.put("title", order.title());
            members.put("sites", order.sites().stream().sorted().toList());
            members.put("scheduled", !order.tasks().isEmpty());
            members.put("state", state.id());
            members.put("cancelling", cancelled && !state.isOver());
            members.put("created", created.toString());
            begun.ifPresent(time -> members.put("begun", time.toString()));
            ended.ifPresent(time -> members.put("ended", time.toString()));
            members.put("message", result.map(JobOrder.Result::message).orElse(""));
            members.put("hint", result.map(JobOrder.Result::hint).orElse(""));
            members.put("result", result.map(JobOrder.Result::members).orElse(Map.of()));
        }
        members.put("progress", state().isOver() ? List.of() : progress.members());
        return members;
    }
}
