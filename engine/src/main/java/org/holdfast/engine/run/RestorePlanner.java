package org.holdfast.engine.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupId;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.PlannedImports;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.run.ServerRestore.Gap;
import org.holdfast.engine.run.ServerRestore.Step;
import org.holdfast.format.Progress;

/// Looks at how the apps of a server's backup can come back. Confined to one thread; good for one plan.
final class RestorePlanner {
    /// Why a record cannot be found or made use of.
    private static final Set<Failure> USELESS = EnumSet.of(Failure.NOT_FOUND, Failure.DAMAGED, Failure.MISCONFIGURED);

    private final BackupEngine engine;
    private final BackupRecord box;
    private final BackupRecord.Box contents;
    private final Configuration configuration;
    private final RestoredApps restored;
    private final Set<String> only;
    private final boolean ignoreOwners;
    private final PlannedImports before = new PlannedImports();

    /// @param box of a server
    /// @param restored what came back in earlier runs
    /// @param only these apps; empty: all
    RestorePlanner(
            BackupEngine engine,
            BackupRecord box,
            Configuration configuration,
            RestoredApps restored,
            Set<String> only,
            boolean ignoreOwners) {
        this.engine = engine;
        this.box = box;
        this.contents = box.box().orElseThrow();
        this.configuration = configuration;
        this.restored = restored;
        this.only = only;
        this.ignoreOwners = ignoreOwners;
    }

    /// The apps without a backup in the server's, with what there is instead.
    ///
    /// @param newest whether that may be younger than the server's
    /// @param progress hears of records that cannot be read
    List<Gap> gaps(boolean newest, Progress progress) throws BackupException {
        List<BackupRecord.Missing> missing =
                contents.missing().stream().filter(app -> isMeant(app.app())).toList();
        if (missing.isEmpty()) {
            return List.of();
        }
        List<BackupRecord> all = engine.list(Optional.empty(), progress).stream()
                .filter(record -> newest || record.backupId().compareTo(box.backupId()) < 0)
                .toList();
        return missing.stream()
                .map(app -> new Gap(
                        app,
                        all.stream()
                                .filter(record -> record.app().equals(app.app()))
                                .reduce((_, later) -> later)))
                .toList();
    }

    private boolean isMeant(String app) {
        return only.isEmpty() || only.contains(app);
    }

    /// What is to be done for each app that has a backup at all.
    ///
    /// @throws BackupException NOT_FOUND if the configuration has no such app
    List<Step> steps(List<Gap> gaps) throws BackupException {
        List<Step> steps = new ArrayList<>();
        for (String backup : contents.backups()) {
            String app = BackupId.parse(backup)
                    .orElseThrow(() -> new BackupException(
                            Failure.DAMAGED,
                            box.id() + " refers to what is no backup: " + backup,
                            "restore another backup of the server"))
                    .app();
            if (isMeant(app)) {
                steps.add(step(backup, configuration.app(app), false));
            }
        }
        for (Gap gap : gaps) {
            if (gap.earlier().isPresent()) {
                steps.add(step(
                        gap.earlier().get().id(),
                        configuration.app(gap.missing().app()),
                        true));
            }
        }
        return steps;
    }

    /// A backup that is of no use stops its own app only.
    private Step step(String backup, AppConfig app, boolean anyVersion) throws BackupException {
        if (restored.has(box, backup, app)) {
            return new Step(app, backup, true, List.of());
        }
        BackupRecord record;
        try {
            record = engine.find(backup);
        } catch (BackupException e) {
            return useless(app, backup, USELESS, e);
        }
        ImportRequest request = new ImportRequest(
                ServerRestore.places(app),
                true,
                AppHooks.of(app, HookKind.RESTORE).isPresent(),
                Optional.of(app.version()),
                anyVersion,
                ignoreOwners);
        try {
            return new Step(app, backup, false, engine.checkImport(record, request, before));
        } catch (BackupException e) {
            return useless(app, backup, EnumSet.of(Failure.DAMAGED), e);
        }
    }

    private static Step useless(AppConfig app, String backup, Set<Failure> known, BackupException reason)
            throws BackupException {
        if (!known.contains(reason.failure())) {
            throw reason;
        }
        ImportFinding finding = new ImportFinding(
                "backup",
                ImportFinding.Verdict.DAMAGED,
                String.valueOf(reason.getMessage()),
                "\"holdfast app import\" takes another one of it");
        return new Step(app, backup, false, List.of(finding));
    }
}
