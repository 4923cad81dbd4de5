package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.PrivateDirectory;
import org.holdfast.engine.RestoreHook;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.PortableText;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.hooks.HookRunner;
import org.holdfast.format.Progress;

/// Sets a server up again, on a machine that has nothing of it, from a backup of the server. Everything is
/// looked at before anything is written. Thread-safe.
public final class ServerRestore {
    private final StateDirectory state;
    private final ConfigurationReader reader;
    private final HookRunner hooks;
    private final RestoredApps restored;

    /// @param reader with the environment of this machine, whose variables the configuration needs
    /// @param environment to take `PATH` and `HOME` of hooks from, lossless text
    public ServerRestore(StateDirectory state, ConfigurationReader reader, Map<String, String> environment) {
        this.state = state;
        this.reader = reader;
        this.hooks = new HookRunner(environment);
        this.restored = new RestoredApps(state);
    }

    /// What a restore would do.
    ///
    /// @param configuration as it was backed up, `text` as it stands in its file
    /// @param gaps apps that have no backup in the server's; those that have an earlier one are among the steps
    public record Plan(BackupRecord box, Configuration configuration, String text, List<Step> steps, List<Gap> gaps) {
        public Plan {
            steps = List.copyOf(steps);
            gaps = List.copyOf(gaps);
        }
    }

    /// An app without a backup in the server's.
    ///
    /// @param earlier what is restored instead; empty if there is none
    public record Gap(BackupRecord.Missing missing, Optional<BackupRecord> earlier) {
        /// Whether the app should come back, and cannot.
        public boolean isLoss() {
            return earlier.isEmpty() && missing.outcome() == BackupRecord.Outcome.FAILED;
        }
    }

    /// One app.
    ///
    /// @param backup its id
    /// @param done whether it came back in an earlier run and is left alone
    /// @param findings what was found on looking at its target and its backup
    public record Step(AppConfig app, String backup, boolean done, List<ImportFinding> findings) {
        public Step {
            findings = List.copyOf(findings);
        }

        public boolean isPossible() {
            return findings.stream().allMatch(ImportFinding::isPassed);
        }
    }

    /// Looks at a backup of the server, at those that it refers to, and at where they would go. Changes
    /// nothing. An app without a backup in it comes back from its newest one that is not younger, or, if the
    /// server's newest backup is meant, from its newest one at all.
    ///
    /// @param id of the server's backup; empty: the newest
    /// @param only these apps; empty: all
    /// @param ignoreOwners whether files may get another owner than they had
    /// @param progress hears of records that cannot be read
    /// @throws BackupException NOT_FOUND if there is no such backup or app; MISCONFIGURED with every mistake
    ///     if this machine cannot read the configuration, such as for a variable that it lacks
    public Plan plan(
            BackupEngine engine, Optional<String> id, Set<String> only, boolean ignoreOwners, Progress progress)
            throws BackupException {
        BackupRecord box = id.isPresent() ? engine.find(id.get()) : engine.newestBox();
        if (box.box().isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    box.id() + " is the backup of an app, not of a server",
                    "\"holdfast app import\" sets up an app");
        }
        try (PrivateDirectory directory = PrivateDirectory.in(state)) {
            Path target = directory.path().resolve("box");
            engine.restore(box, RestoreRequest.to(target), Progress.NONE);
            Path file = target.resolve(BoxRun.CONFIGURATION);
            if (!Files.isRegularFile(file)) {
                throw new BackupException(
                        Failure.DAMAGED,
                        box.id() + " has no " + BoxRun.CONFIGURATION,
                        "it was made by other software, or by a newer version");
            }
            Configuration configuration = reader.read(file);
            RestorePlanner planner = new RestorePlanner(engine, box, configuration, restored, only, ignoreOwners);
            List<Gap> gaps = planner.gaps(id.isEmpty(), progress);
            List<Step> steps = planner.steps(gaps);
            for (String app : only) {
                if (steps.stream().noneMatch(step -> step.app().id().value().equals(app))) {
                    throw new BackupException(
                            Failure.NOT_FOUND,
                            "app " + app + " is not in " + box.id(),
                            "\"holdfast backup show " + box.id() + "\" shows what is");
                }
            }
            return new Plan(box, configuration, PortableText.whole(file), steps, gaps);
        }
    }

    /// Where an app goes.
    static RestorePlaces places(AppConfig app) {
        return new RestorePlaces(app.data(), new TreeMap<>(app.directories()), Optional.empty());
    }

    /// Restores one app, and runs its hook. A later plan knows of it.
    ///
    /// @param box the server's backup
    /// @param step not done yet
    public RestoreSummary restore(BackupEngine engine, BackupRecord box, Step step, RunListener listener)
            throws BackupException {
        RestoreSummary summary = restore(engine, step, listener);
        try {
            restored.add(box, step.backup(), step.app());
        } catch (IOException e) {
            listener.warning(step.app().id().value(), "cannot remember that it was restored: " + e);
        }
        return summary;
    }

    private RestoreSummary restore(BackupEngine engine, Step step, RunListener listener) throws BackupException {
        AppConfig app = step.app();
        BackupRecord backup = engine.find(step.backup());
        String id = app.id().value();
        makeParents(app);
        RestoreRequest request = RestoreRequest.to(places(app));
        Progress progress = listener.progress(id, "");
        Optional<Hook> hook = AppHooks.of(app, HookKind.RESTORE);
        if (hook.isEmpty()) {
            return engine.restore(backup, request, progress);
        }
        RestoreHook running =
                new RestoreHook(hook.get(), hooks, line -> listener.hook(id, HookKind.RESTORE.key(), line));
        return engine.restore(backup, request, running, progress);
    }

    private static void makeParents(AppConfig app) throws BackupException {
        List<Path> targets = new ArrayList<>(app.directories().values());
        targets.add(app.data());
        for (Path target : targets) {
            try {
                Files.createDirectories(target.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw new BackupException(
                        Failure.FAILED, "cannot make the directory of " + target, e.toString(), List.of(), e);
            }
        }
    }
}
