package org.holdfast.engine.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells everybody who wants to know of a run: one message each, however many apps and sites it had. Thread-safe.
public final class Notifier {
    /// More than two attempts at a slow webhook take. Nothing waits longer for a notification.
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<NotifyTarget, Delivery> deliveries;
    private final FailureHistory history;
    private final Duration limit;

    /// @param history a file of the state directory that remembers what fails; need not exist
    public Notifier(List<NotifyTarget> targets, Path history) {
        this(deliveries(targets), new FailureHistory(history), LIMIT);
    }

    Notifier(Map<NotifyTarget, Delivery> deliveries, FailureHistory history, Duration limit) {
        this.deliveries = deliveries;
        this.history = history;
        this.limit = limit;
    }

    private static Map<NotifyTarget, Delivery> deliveries(List<NotifyTarget> targets) {
        Map<NotifyTarget, Delivery> deliveries = new LinkedHashMap<>();
        for (NotifyTarget target : targets) {
            deliveries.put(
                    target,
                    switch (target) {
                        case NotifyTarget.Email email -> new MailDelivery(email);
                        case NotifyTarget.Webhook webhook -> new WebhookDelivery(webhook);
                    });
        }
        return deliveries;
    }

    /// Tells of a run that has ended, to all targets at once. To be called once for each run, also where there are no
    /// targets, since it is what remembers failures. Takes a minute at most; an interrupt ends it and stays set.
    ///
    /// @return what went wrong, one line each, for the log and the user; never a reason to think worse of the run
    public List<String> tell(RunReport report) {
        List<String> warnings = new ArrayList<>();
        Notice notice = new Notice(report, recovered(report, warnings));
        List<NotifyTarget> targets = new ArrayList<>();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        deliveries.forEach(
                (target, delivery) -> notice.occasion(target.occasions()).ifPresent(occasion -> {
                    targets.add(target);
                    tasks.add(() -> {
                        delivery.deliver(notice, occasion);
                        return true;
                    });
                }));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Boolean>> ends = threads.invokeAll(tasks, limit.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < ends.size(); i++) {
                addFailure(targets.get(i), ends.get(i), warnings);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            warnings.add("interrupted before everybody was notified");
        } finally {
            threads.shutdownNow();
        }
        return List.copyOf(warnings);
    }

    private List<FailureHistory.Failing> recovered(RunReport report, List<String> warnings) {
        // A file that an interrupted thread opens closes at once.
        boolean interrupted = Thread.interrupted();
        try {
            return history.add(report);
        } catch (IOException e) {
            warnings.add(OneLine.of("cannot remember which backups fail, so that nobody hears when they work again: "
                    + e.getClass().getSimpleName() + ": " + e.getMessage()));
            return List.of();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void addFailure(NotifyTarget target, Future<Boolean> end, List<String> warnings)
            throws InterruptedException {
        String before = "could not notify " + target + ": ";
        try {
            end.get();
        } catch (CancellationException _) {
            warnings.add(before + "no end after " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            warnings.add(before + explain(e.getCause()));
        }
    }

    private static String explain(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException known -> String.valueOf(known.getMessage());
            case null -> "internal error";
            case Throwable other -> "internal error: " + other.getClass().getSimpleName();
        };
    }
}
