package org.holdfast.server.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;
import org.holdfast.engine.log.RunLog;
import org.holdfast.server.schedule.Task;
import org.holdfast.server.state.StateFile;

/// All jobs: those that wait, run and have ended. A site works on one at a time, in the order in which they came; none
/// stops those of other sites, but that restores run one at a time. The last hundred are remembered, over restarts too.
/// Thread-safe.
public final class Jobs implements AutoCloseable {
    private static final int MOST_WAITING = 100;
    private static final int MOST_REMEMBERED = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String CUT_SHORT = "the server ended before the job did";

    private final InstantSource clock;
    private final Supplier<RunLog> logs;
    private final StateFile file;
    private final JobObserver observer;

    /// So that nobody writes what is older than what another has written.
    private final Lock saving = new ReentrantLock();

    // Guarded by this.
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Job> running = new HashSet<>();
    private final List<Map<String, Object>> past;
    private int count;
    private boolean closing;

    /// Remembers what a file holds.
    ///
    /// @param logs begins the log of a job
    /// @param file that remembers them; need not exist
    /// @param observer hears of all of them
    public Jobs(InstantSource clock, Supplier<RunLog> logs, StateFile file, JobObserver observer) {
        this.clock = clock;
        this.logs = logs;
        this.file = file;
        this.observer = observer;
        this.past = new ArrayList<>(load());
    }

    private List<Map<String, Object>> load() {
        try {
            return file.read().get("jobs") instanceof List<?> kept
                    ? kept.stream()
                            .filter(Map.class::isInstance)
                            .map(Jobs::afterRestart)
                            .toList()
                    : List.of();
        } catch (IOException _) {
            // What is remembered is for people to look at.
            return List.of();
        }
    }

    private static Map<String, Object> afterRestart(Object kept) {
        Map<String, Object> members = new LinkedHashMap<>();
        ((Map<?, ?>) kept).forEach((name, value) -> members.put(String.valueOf(name), value));
        if (Set.of(JobState.QUEUED.id(), JobState.RUNNING.id()).contains(String.valueOf(members.get("state")))) {
            members.put("state", JobState.INTERRUPTED.id());
            members.put("message", CUT_SHORT);
            members.put("progress", List.of());
        }
        return members;
    }

    /// Takes an order, which begins as soon as its sites are free.
    ///
    /// @throws BackupException LOCKED if too many wait already; INTERRUPTED if the server ends
    public Job submit(JobOrder order) throws BackupException {
        Job job;
        synchronized (this) {
            if (closing) {
                throw new BackupException(Failure.INTERRUPTED, "the server is ending", "try again when it is back");
            }
            if (waiting.size() >= MOST_WAITING) {
                throw new BackupException(
                        Failure.LOCKED, waiting.size() + " jobs wait already", "cancel some, or try again later");
            }
            count++;
            Instant now = clock.instant();
            job = new Job(TIME.format(now) + "-" + count, order, now);
            jobs.put(job.id(), job);
        }
        // Told before it can begin, so that whoever observes hears of each state once.
        changed(job);
        Optional<JobOrder.Result> unwanted = Optional.empty();
        synchronized (this) {
            if (closing || job.isCancelled()) {
                unwanted = Optional.of(closing ? cutShort() : cancelled());
                job.end(unwanted.get(), clock.instant());
            } else {
                waiting.addLast(job);
            }
        }
        if (unwanted.isPresent()) {
            changed(job);
        }
        dispatch();
        return job;
    }

    /// Begins whatever can begin.
    private void dispatch() {
        Map<Job, Thread> begun = new LinkedHashMap<>();
        synchronized (this) {
            Set<String> busy = new HashSet<>();
            running.forEach(job -> busy.addAll(job.order().claims()));
            for (Job job : List.copyOf(waiting)) {
                Set<String> claims = job.order().claims();
                if (!closing && claims.stream().noneMatch(busy::contains)) {
                    waiting.remove(job);
                    running.add(job);
                    Thread thread = Thread.ofVirtual().name("job " + job.id()).unstarted(() -> run(job));
                    job.begin(thread, clock.instant());
                    begun.put(job, thread);
                }
                // Nobody overtakes on the same site.
                busy.addAll(claims);
            }
        }
        begun.forEach((job, thread) -> {
            changed(job);
            thread.start();
        });
    }

    private void run(Job job) {
        try {
            work(job);
        } catch (RuntimeException | Error e) {
            job.end(defect(job, e), clock.instant());
        }
        try {
            // Remembered before anybody who waits for the last job goes on to end the process.
            changed(job);
        } finally {
            synchronized (this) {
                running.remove(job);
                notifyAll();
            }
            dispatch();
        }
    }

    private void work(Job job) {
        try (RunLog log = logs.get()) {
            log.tell(job.log()::add);
            log.scope().info(job.order().title());
            JobOrder.Result result = result(job, new JobListener(job, log, observer));
            // What an interrupt was meant for has ended.
            boolean _ = Thread.interrupted();
            switch (result.state()) {
                case SUCCEEDED -> log.scope().info(result.message());
                case INCOMPLETE -> log.scope().warning(result.message());
                case FAILED, CANCELLED, INTERRUPTED, QUEUED, RUNNING ->
                    log.scope().error(result.message(), result.hint());
            }
            observer.over(job);
            job.end(result, clock.instant());
        }
    }

    private JobOrder.Result result(Job job, JobListener listener) {
        try {
            return job.order().work().run(listener);
        } catch (BackupException e) {
            if (e.failure() == Failure.INTERRUPTED) {
                return job.isCancelled() ? cancelled() : cutShort();
            }
            e.details().forEach(detail -> listener.error("", "", Hints.here(detail), ""));
            return failed(job, String.valueOf(e.getMessage()), e.hint());
        } catch (IOException e) {
            return failed(job, String.valueOf(e.getMessage()), "");
        } catch (RuntimeException | Error e) {
            return defect(job, e);
        }
    }

    private static JobOrder.Result defect(Job job, Throwable thrown) {
        BackupException defect = Defect.explain(thrown);
        return failed(job, String.valueOf(defect.getMessage()), defect.hint());
    }

    private static JobOrder.Result failed(Job job, String message, String hint) {
        return new JobOrder.Result(
                JobState.FAILED, message, Hints.here(hint), job.order().sites(), Map.of());
    }

    private static JobOrder.Result cancelled() {
        return new JobOrder.Result(
                JobState.CANCELLED, "cancelled; what was uploaded is kept for the next run", "", Set.of(), Map.of());
    }

    private static JobOrder.Result cutShort() {
        return new JobOrder.Result(
                JobState.INTERRUPTED, CUT_SHORT, "the next run goes on from there", Set.of(), Map.of());
    }

    /// Ends a job that somebody does not want.
    ///
    /// @return whether there is such a job that was not over
    public boolean cancel(String id) {
        Job job;
        boolean waited;
        synchronized (this) {
            job = jobs.get(id);
            if (job == null || job.state().isOver()) {
                return false;
            }
            job.interrupt(true);
            waited = waiting.remove(job);
            if (waited) {
                job.end(cancelled(), clock.instant());
            }
        }
        if (waited) {
            // One that runs tells of its end itself.
            changed(job);
            dispatch();
        }
        return true;
    }

    /// A job of this life of the server.
    public synchronized Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /// What is known of a job, of this life or an earlier one.
    public synchronized Optional<Map<String, Object>> members(String id) {
        return Optional.ofNullable(jobs.get(id))
                .map(Job::members)
                .or(() -> past.stream().filter(job -> id.equals(job.get("id"))).findFirst());
    }

    /// All that are remembered, newest first.
    public List<Map<String, Object>> all() {
        List<Job> mine;
        List<Map<String, Object>> all = new ArrayList<>();
        synchronized (this) {
            mine = List.copyOf(jobs.values()).reversed();
            all.addAll(past);
        }
        List<Map<String, Object>> members =
                new ArrayList<>(mine.stream().map(Job::members).toList());
        members.addAll(all);
        return members;
    }

    /// Why something failed.
    public record Reason(String message, String hint) {}

    /// Why the newest job failed that did a task, if this life of the server saw it.
    public Optional<Reason> lastFailure(Task task) {
        List<Job> mine;
        synchronized (this) {
            mine = List.copyOf(jobs.values()).reversed();
        }
        return mine.stream()
                .filter(job -> job.order().tasks().contains(task))
                .flatMap(job -> job.result().stream())
                .filter(result -> result.failedSites().contains(task.site()))
                .findFirst()
                .map(result -> new Reason(result.message(), result.hint()));
    }

    /// How many wait.
    public synchronized int waiting() {
        return waiting.size();
    }

    /// Those that run.
    public synchronized List<Job> running() {
        return List.copyOf(running);
    }

    private void changed(Job job) {
        forget();
        save();
        observer.changed(job);
    }

    private synchronized void forget() {
        List<Job> over =
                jobs.values().stream().filter(job -> job.state().isOver()).toList();
        over.stream().limit(Math.max(0, over.size() - MOST_REMEMBERED)).forEach(job -> jobs.remove(job.id()));
        while (!past.isEmpty() && jobs.size() + past.size() > MOST_REMEMBERED) {
            past.removeLast();
        }
    }

    private void save() {
        boolean interrupted = Thread.interrupted();
        saving.lock();
        try {
            file.write(Map.of("jobs", all().stream().limit(MOST_REMEMBERED).toList()));
        } catch (IOException _) {
            // For people to look at, and no reason not to work.
        } finally {
            saving.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// How long hooks may still take once all jobs are interrupted.
    public synchronized Duration toCome() {
        return running.stream().map(Job::toCome).reduce(Duration.ZERO, Duration::plus);
    }

    /// Begins no more, interrupts those that run, and waits for them to end, with their hooks. What waited is told as
    /// cut short.
    @Override
    public void close() {
        Collection<Job> dropped;
        synchronized (this) {
            closing = true;
            dropped = List.copyOf(waiting);
            waiting.clear();
            dropped.forEach(job -> job.end(cutShort(), clock.instant()));
            running.forEach(job -> job.interrupt(false));
        }
        dropped.forEach(this::changed);
        boolean interrupted = false;
        synchronized (this) {
            while (!running.isEmpty()) {
                try {
                    wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
