package org.holdfast.server.schedule;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.server.state.StateFile;

/// Begins what is due. What was missed while nothing ran is due at once, and once however often it was missed; what
/// failed is due again sooner than its schedule says; what was cut short goes on. Remembers all that in a file.
/// Thread-safe; has no thread of its own.
public final class Scheduler {
    private final Map<Task, Plan> plans = new LinkedHashMap<>();
    private final StateFile file;
    private final InstantSource clock;
    private final Work work;

    // Guarded by this.
    private final Map<Task, TaskState> states = new LinkedHashMap<>();
    private final Set<Task> begun = new HashSet<>();
    private Optional<String> problem = Optional.empty();

    /// Does what is due.
    @FunctionalInterface
    public interface Work {
        /// Begins, and tells the scheduler later how each of the tasks ended. Must return at once.
        ///
        /// @param tasks all of one kind; more than one are done together
        void begin(List<Task> tasks);
    }

    /// Goes on from what a file remembers.
    ///
    /// @param file that remembers what was done; need not exist
    public Scheduler(Collection<Plan> plans, StateFile file, InstantSource clock, Work work) {
        plans.forEach(plan -> this.plans.put(plan.task(), plan));
        this.file = file;
        this.clock = clock;
        this.work = work;
        load();
    }

    private synchronized void load() {
        Map<String, Object> kept = Map.of();
        try {
            kept = file.read();
        } catch (IOException e) {
            problem = Optional.of("cannot read what was done: " + e.getMessage());
        }
        Instant now = clock.instant();
        for (Task task : plans.keySet()) {
            states.put(task, kept(kept.get(task.key())).orElseGet(() -> TaskState.planned(now)));
        }
        if (problem.isEmpty()) {
            save();
        }
    }

    private static Optional<TaskState> kept(@org.jspecify.annotations.Nullable Object members) {
        try {
            return members instanceof Map<?, ?> map ? Optional.of(TaskState.of(map)) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// Begins all that is due by now.
    ///
    /// @return when the next is due, unless something ends before; empty if nothing is to come
    public Optional<Instant> tick() {
        Map<TaskKind, List<Task>> due = new LinkedHashMap<>();
        Optional<Instant> next;
        synchronized (this) {
            Instant now = clock.instant();
            states.replaceAll((_, state) -> state.notAfter(now));
            for (Plan plan : plans.values()) {
                Task task = plan.task();
                if (!begun.contains(task)
                        && plan.due(state(task)).filter(it -> !it.isAfter(now)).isPresent()) {
                    begun.add(task);
                    states.put(task, state(task).beginning(now));
                    due.computeIfAbsent(task.kind(), _ -> new java.util.ArrayList<>())
                            .add(task);
                }
            }
            if (!due.isEmpty()) {
                save();
            }
            next = plans.values().stream()
                    .filter(plan -> !begun.contains(plan.task()))
                    .flatMap(plan -> plan.due(state(plan.task())).stream())
                    .min(Comparator.naturalOrder());
        }
        due.forEach(this::begin);
        return next;
    }

    /// Backups that are due together read each app once.
    private void begin(TaskKind kind, List<Task> tasks) {
        switch (kind) {
            case BACKUP -> work.begin(List.copyOf(tasks));
            case CLEANUP, VERIFICATION -> tasks.forEach(task -> work.begin(List.of(task)));
        }
    }

    /// A task that was begun has ended.
    public synchronized void ended(Task task, TaskState.Ending ending) {
        if (begun.remove(task)) {
            states.put(task, state(task).ending(clock.instant(), ending));
            save();
        }
    }

    /// What became of a task so far; empty if it is not planned.
    public synchronized Optional<TaskState> find(Task task) {
        return Optional.ofNullable(states.get(task));
    }

    /// When a task is due next; empty if it is not planned, or begun already.
    public synchronized Optional<Instant> next(Task task) {
        Plan plan = plans.get(task);
        return plan == null || begun.contains(task) ? Optional.empty() : plan.due(state(task));
    }

    /// Whether a task was begun and has not ended.
    public synchronized boolean isBegun(Task task) {
        return begun.contains(task);
    }

    public Set<Task> tasks() {
        return new LinkedHashSet<>(plans.keySet());
    }

    /// Why it cannot remember what it did, if it cannot.
    public synchronized Optional<String> problem() {
        return problem;
    }

    private TaskState state(Task task) {
        return java.util.Objects.requireNonNull(states.get(task));
    }

    private void save() {
        Map<String, Object> members = new LinkedHashMap<>();
        states.forEach((task, state) -> members.put(task.key(), state.members()));
        // A file that an interrupted thread opens closes at once.
        boolean interrupted = Thread.interrupted();
        try {
            file.write(members);
            problem = Optional.empty();
        } catch (IOException e) {
            problem = Optional.of("cannot remember what was done: " + e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
