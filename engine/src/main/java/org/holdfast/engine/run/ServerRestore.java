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
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.PrivateDirectory;
import org.holdfast.engine.RestoreHook;
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
import org.holdfast.sync.TargetTree.Overwrite;

/// Sets a server up again, on a machine that has nothing of it, from a backup of the server. Everything is
/// looked at before anything is written. Thread-safe.
public final class ServerRestore {
    private final StateDirectory state;
    private final ConfigurationReader reader;
    private final HookRunner hooks;

    /// @param reader with the environment of this machine, whose variables the configuration needs
    /// @param environment to take `PATH` and `HOME` of hooks from, lossless text
    public ServerRestore(StateDirectory state, ConfigurationReader reader, Map<String, String> environment) {
        this.state = state;
        this.reader = reader;
        this.hooks = new HookRunner(environment);
    }

    /// What a restore would do.
    ///
    /// @param configuration as it was backed up, `text` as it stands in its file
    public record Plan(BackupRecord box, Configuration configuration, String text, List<Step> steps) {
        public Plan {
            steps = List.copyOf(steps);
        }
    }

    /// One app.
    ///
    /// @param findings what was found on looking at its target and its backup
    public record Step(AppConfig app, BackupRecord backup, List<ImportFinding> findings) {
        public Step {
            findings = List.copyOf(findings);
        }

        public boolean isPossible() {
            return findings.stream().allMatch(ImportFinding::isPassed);
        }
    }

    /// Looks at a backup of the server, at those that it refers to, and at where they would go. Changes
    /// nothing.
    ///
    /// @param id of the server's backup; empty: the newest
    /// @param only these apps; empty: all
    /// @param ignoreOwners whether files may get another owner than they had
    /// @throws BackupException NOT_FOUND if there is no such backup or app; MISCONFIGURED with every mistake
    ///     if this machine cannot read the configuration, such as for a variable that it lacks
    public Plan plan(BackupEngine engine, Optional<String> id, Set<String> only, boolean ignoreOwners)
            throws BackupException {
        BackupRecord box = id.isPresent() ? engine.find(id.get()) : engine.newestBox();
        BackupRecord.Box contents = box.box()
                .orElseThrow(() -> new BackupException(
                        Failure.MISCONFIGURED,
                        box.id() + " is the backup of an app, not of a server",
                        "\"holdfast app import\" sets up an app"));
        try (PrivateDirectory directory = PrivateDirectory.in(state)) {
            Path target = directory.path().resolve("box");
            engine.restore(
                    box,
                    new RestoreRequest(target, Optional.empty(), List.of(), Overwrite.REFUSE, false, false),
                    Progress.NONE);
            Path file = target.resolve(BoxRun.CONFIGURATION);
            if (!Files.isRegularFile(file)) {
                throw new BackupException(
                        Failure.DAMAGED,
                        box.id() + " has no " + BoxRun.CONFIGURATION,
                        "it was made by other software, or by a newer version");
            }
            Configuration configuration = reader.read(file);
            List<Step> steps = new ArrayList<>();
            for (String backup : contents.backups()) {
                BackupRecord record = engine.find(backup);
                if (only.isEmpty() || only.contains(record.app())) {
                    steps.add(step(engine, record, configuration.app(record.app()), ignoreOwners));
                }
            }
            for (String app : only) {
                if (steps.stream().noneMatch(step -> step.app().id().value().equals(app))) {
                    throw new BackupException(
                            Failure.NOT_FOUND,
                            "app " + app + " is not in " + box.id(),
                            "\"holdfast backup show " + box.id() + "\" shows what is");
                }
            }
            return new Plan(box, configuration, PortableText.whole(file), steps);
        }
    }

    private static Step step(BackupEngine engine, BackupRecord record, AppConfig app, boolean ignoreOwners)
            throws BackupException {
        ImportRequest request =
                new ImportRequest(made(app.data()), Optional.empty(), Optional.of(app.version()), false, ignoreOwners);
        return new Step(app, record, engine.checkImport(record, request));
    }

    /// The directory itself or, where its parents have to be made as well, the first of them.
    private static Path made(Path directory) {
        Path first = directory.toAbsolutePath().normalize();
        for (Path parent = first.getParent(); parent != null && !Files.exists(parent); parent = parent.getParent()) {
            first = parent;
        }
        return first;
    }

    /// Restores one app, and runs its hook.
    public RestoreSummary restore(BackupEngine engine, Step step, RunListener listener) throws BackupException {
        AppConfig app = step.app();
        String id = app.id().value();
        try {
            Files.createDirectories(app.data().toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED, "cannot make the directory of " + app.data(), e.toString(), List.of(), e);
        }
        RestoreRequest request = new RestoreRequest(
                app.data(),
                new TreeMap<>(app.directories()),
                Optional.empty(),
                List.of(),
                Overwrite.REFUSE,
                false,
                false);
        Progress progress = listener.progress(id, "");
        Optional<Hook> hook = AppHooks.of(app, HookKind.RESTORE);
        if (hook.isEmpty()) {
            return engine.restore(step.backup(), request, progress);
        }
        RestoreHook running =
                new RestoreHook(hook.get(), hooks, line -> listener.hook(id, HookKind.RESTORE.key(), line));
        return engine.restore(step.backup(), request, running, progress);
    }
}
