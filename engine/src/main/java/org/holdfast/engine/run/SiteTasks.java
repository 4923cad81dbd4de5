package org.holdfast.engine.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.notify.RunReport.Result;

/// Works on several sites at the same time; none stops another, whatever becomes of it. Thread-safe.
///
/// @param app whose backups are made; empty for the server itself
/// @param listener hears of defects
record SiteTasks(String app, RunListener listener) {
    /// Makes one backup.
    @FunctionalInterface
    interface Task {
        Result backup(SiteConfig site) throws IOException;
    }

    /// Makes all backups and returns what became of them, in the order of the sites.
    ///
    /// @throws BackupException INTERRUPTED after all have ended, if the thread was interrupted; its flag is set
    List<Result> all(List<SiteConfig> sites, Task task) throws BackupException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> running = sites.stream()
                    .map(site -> threads.submit(() -> result(site, task)))
                    .toList();
            List<Result> results = new ArrayList<>();
            try {
                for (Future<Result> backup : running) {
                    results.add(backup.get());
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

    private Result result(SiteConfig site, Task task) {
        try {
            return task.backup(site);
        } catch (IOException e) {
            return Results.failed(app, site, e);
        } catch (RuntimeException | Error e) {
            listener.defect(e);
            return Results.failed(app, site, Defect.explain(e));
        }
    }
}
