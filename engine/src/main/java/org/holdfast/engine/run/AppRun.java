package org.holdfast.engine.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.engine.AppContent;
import org.holdfast.engine.AppTurn;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.BackupRequest;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;
import org.holdfast.engine.FrozenApp;
import org.holdfast.engine.PrivateDirectory;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.notify.Outcome;
import org.holdfast.engine.notify.RunReport.Result;

/// Backs up one app to all its sites: it is dumped and scanned once, and what several sites need of it at the same time
/// is read once. A site that fails stops no other. Confined to one thread; good for one run.
final class AppRun {
    private final RunParts parts;
    private final RunRequest request;
    private final Instant begun;
    private final AppConfig app;
    private final List<SiteConfig> sites;

    /// @param begun when the run began, by which its backups belong together
    AppRun(RunParts parts, RunRequest request, Instant begun, AppConfig app, List<SiteConfig> sites) {
        this.parts = parts;
        this.request = request;
        this.begun = begun;
        this.app = app;
        this.sites = sites;
    }

    /// Makes the backups, and tells of each.
    ///
    /// @return one result for each site, in their order
    /// @throws BackupException INTERRUPTED only, after the hooks that clear up have run
    List<Result> run() throws BackupException {
        List<Result> results = results();
        results.forEach(parts.listener()::ended);
        return results;
    }

    private List<Result> results() throws BackupException {
        try {
            PrivateDirectory dumps = PrivateDirectory.in(parts.state());
            try (Clearing _ = clearing(dumps::close)) {
                return inTurn(dumps.path());
            }
        } catch (IOException e) {
            if (e instanceof BackupException known && known.failure() == Failure.INTERRUPTED) {
                throw known;
            }
            return everywhere(e);
        } catch (RuntimeException | Error e) {
            parts.listener().defect(e);
            return everywhere(Defect.explain(e));
        }
    }

    private Clearing clearing(Clearing.Removal removal) {
        return new Clearing(parts.listener(), app.id().value(), removal);
    }

    /// Hooks of an app never run twice at once, whatever sites the runs are for.
    private List<Result> inTurn(Path dumps) throws IOException {
        AppHooks hooks = new AppHooks(app, dumps, parts.hooks(), parts.listener());
        if (!hooks.isAny()) {
            return followed(hooks, dumps);
        }
        try (AppTurn _ = parts.deadlines().last(sites).run(this::turn)) {
            return followed(hooks, dumps);
        }
    }

    private AppTurn turn() throws IOException {
        try {
            return AppTurn.await(parts.state(), app.id(), parts.clock(), text -> parts.listener()
                    .warning(app.id().value(), text));
        } catch (InterruptedIOException e) {
            throw Interrupted.because(e);
        }
    }

    private List<Result> followed(AppHooks hooks, Path dumps) throws IOException {
        parts.listener().toCome(hooks.toCome());
        Optional<String> error = Optional.empty();
        try {
            List<Result> results = hooked(hooks, dumps);
            error = results.stream()
                    .filter(result -> result.outcome().compareTo(Outcome.LOCKED) >= 0)
                    .map(Result::message)
                    .findFirst();
            return results;
        } catch (IOException | RuntimeException | Error e) {
            error = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        } finally {
            hooks.runWhateverHappened(HookKind.FINALLY, error).ifPresent(this::warn);
            parts.listener().toCome(Duration.ZERO);
        }
    }

    private List<Result> hooked(AppHooks hooks, Path dumps) throws IOException {
        List<Result> results;
        try {
            AppContent content = content(dumps);
            results = backups(content, parts.deadlines().last(sites).run(() -> {
                hooks.run(HookKind.BEFORE, Optional.empty());
                return freeze(content);
            }));
        } catch (IOException | RuntimeException | Error e) {
            hooks.runWhateverHappened(HookKind.FAILED, Optional.of(String.valueOf(e.getMessage())))
                    .ifPresent(this::warn);
            throw e;
        }
        Optional<Result> failure =
                results.stream().filter(result -> result.backup().isEmpty()).findFirst();
        if (failure.isPresent()) {
            hooks.runWhateverHappened(HookKind.FAILED, failure.map(Result::message))
                    .ifPresent(this::warn);
            return results;
        }
        Optional<BackupException> failed = hooks.runWhateverHappened(HookKind.AFTER, Optional.empty());
        return failed.isEmpty()
                ? results
                : results.stream().map(made -> unfinished(made, failed.get())).toList();
    }

    /// There is a backup, but the app may not be what it was.
    private static Result unfinished(Result made, BackupException hook) {
        return new Result(
                made.app(),
                made.site(),
                Outcome.FAILED,
                made.backup(),
                "the backup was made, but " + hook.getMessage(),
                hook.hint(),
                made.files(),
                made.bytes(),
                hook.failure().exitCode());
    }

    private FrozenApp freeze(AppContent content) throws BackupException {
        return FrozenApp.freeze(
                app.id(),
                app.version(),
                content,
                sites.size(),
                parts.state(),
                parts.listener().progress(app.id().value(), ""));
    }

    private List<Result> backups(AppContent content, FrozenApp frozen) throws BackupException {
        try (Clearing _ = clearing(frozen::close)) {
            return new SiteTasks(app.id().value(), parts.listener()).all(sites, site -> backup(site, content, frozen));
        }
    }

    private AppContent content(Path dumps) {
        Map<HookKind, Hook> hooks = new EnumMap<>(HookKind.class);
        for (HookKind kind : HookKind.values()) {
            AppHooks.of(app, kind).ifPresent(hook -> hooks.put(kind, hook));
        }
        return new AppContent(app.data(), app.exclude(), new TreeMap<>(app.directories()), hooks, Optional.of(dumps));
    }

    private Result backup(SiteConfig site, AppContent content, FrozenApp frozen) throws IOException {
        String id = app.id().value();
        BackupRequest wanted = new BackupRequest(
                app.id(),
                content,
                app.version(),
                site.format(),
                request.label(),
                request.preserve(),
                Optional.empty(),
                Optional.of(begun));
        BackupRecord record = parts.deadlines().of(site).run(() -> parts.sites()
                .engine(site)
                .backup(wanted, frozen, parts.listener().progress(id, site.name()))
                .record());
        return Results.made(id, site, record);
    }

    private List<Result> everywhere(IOException e) {
        return sites.stream()
                .map(site -> Results.failed(app.id().value(), site, e))
                .toList();
    }

    private void warn(BackupException e) {
        parts.listener().warning(app.id().value(), String.valueOf(e.getMessage()));
    }
}
