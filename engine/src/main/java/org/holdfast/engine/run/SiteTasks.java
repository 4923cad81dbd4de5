package org.holdfast.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.engine.BackupException;

/// Works on several sites at the same time; none stops another. Stateless.
final class SiteTasks {
    private SiteTasks() {}

    /// Runs all tasks and returns what they gave, in their order.
    ///
    /// @param tasks throw nothing but what is a defect of ours
    /// @throws BackupException INTERRUPTED after all have ended, if the thread was interrupted; its flag is set
    static <T> List<T> all(List<Callable<T>> tasks) throws BackupException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = tasks.stream().map(threads::submit).toList();
            List<T> results = new ArrayList<>();
            try {
                for (Future<T> task : running) {
                    results.add(task.get());
                }
                return results;
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw Interrupted.because(e);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
