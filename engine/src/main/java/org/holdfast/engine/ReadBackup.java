package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.hooks.HookRun;
import org.holdfast.format.Losses;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;

/// What is done with a backup that exists, by its manifest. Thread-safe.
final class ReadBackup {
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;

    ReadBackup(Vault vault, StateDirectory state, InstantSource clock) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
    }

    /// What is done with the manifest.
    @FunctionalInterface
    interface Work<T> {
        /// Does it.
        ///
        /// @param scratch a private directory, removed afterwards
        T run(Manifest manifest, Path scratch) throws IOException;
    }

    /// Does it with a backup that is what its manifest says, as far as that tells.
    <T> T run(BackupRecord record, Work<T> work) throws IOException {
        return run(new OpenManifest(vault, record, false, Losses.NONE, Progress.NONE), work);
    }

    private <T> T run(OpenManifest opening, Work<T> work) throws IOException {
        vault.unlock(Vault.Access.READ);
        Path scratch = state.temporary();
        try {
            return work.run(opening.run(scratch), scratch);
        } finally {
            Trees.delete(scratch);
        }
    }

    void files(BackupRecord record, List<String> patterns, Manifest.Visitor visitor) throws IOException {
        run(record, (manifest, _) -> {
            Selection selection = Selection.of(patterns);
            manifest.visit(new Manifest.Visitor() {
                @Override
                public void entry(StoredEntry entry) throws IOException {
                    if (selection.contains(entry.path())) {
                        visitor.entry(entry);
                    }
                }

                @Override
                public void skipped(Skip skip) throws IOException {
                    if (selection.contains(skip.path())) {
                        visitor.skipped(skip);
                    }
                }
            });
            return true;
        });
    }

    RestoreSummary restore(BackupRecord record, RestoreRequest request, Progress progress) throws IOException {
        AcceptedLosses accepted = new AcceptedLosses(progress);
        Losses losses = request.acceptDamaged() ? accepted : Losses.NONE;
        return run(
                new OpenManifest(vault, record, request.acceptDamaged(), losses, progress),
                (manifest, _) ->
                        restored(record, request, manifest, losses, progress).without(accepted));
    }

    RestoreSummary restore(BackupRecord record, RestoreRequest request, RestoreHook hook, Progress progress)
            throws IOException {
        return run(record, (manifest, scratch) -> {
            Path dumps = request.places().dumpDirectory().orElse(scratch.resolve("dumps"));
            RestoreSummary summary =
                    restored(record, request.at(request.places().withDumps(dumps)), manifest, Losses.NONE, progress);
            HookRun run = new HookRun(
                    HookKind.RESTORE,
                    hook.hook(),
                    record.app(),
                    record.appVersion(),
                    dumps,
                    request.places().target(),
                    Optional.empty());
            try (AppTurn _ = AppTurn.await(state, AppId.of(record.app()), clock, hook.output()::line)) {
                hook.runner().run(run, hook.output());
            }
            return summary;
        });
    }

    private RestoreSummary restored(
            BackupRecord record, RestoreRequest request, Manifest manifest, Losses losses, Progress progress)
            throws IOException {
        RestoreSummary summary = new RestoreBackup(vault, record).run(request, manifest, losses, progress);
        if (!request.acceptDamaged()) {
            state.trials(vault).add(record, request, clock.instant(), progress);
        }
        return summary;
    }

    void cat(BackupRecord record, String path, OutputStream out) throws IOException {
        run(record, (manifest, scratch) -> {
            BytePath file = resolve(manifest, path);
            Path spool = scratch.resolve("file");
            new RestoreBackup(vault, record).read(manifest, new CatSink(file, spool), Progress.NONE);
            Files.copy(spool, out);
            out.flush();
            return true;
        });
    }

    private static BytePath resolve(Manifest manifest, String text) throws IOException {
        BytePath asWritten = path(text);
        BytePath belowData = Selection.DATA.resolve(asWritten);
        StoredEntry[] found = new StoredEntry[2];
        manifest.visit(entry -> {
            if (entry.path().equals(asWritten)) {
                found[0] = entry;
            }
            if (entry.path().equals(belowData)) {
                found[1] = entry;
            }
        });
        StoredEntry entry = found[0] != null ? found[0] : found[1];
        if (entry == null) {
            throw new BackupException(
                    Failure.NOT_FOUND,
                    "there is no " + ByteText.printable(ByteText.encode(text)) + " in the backup",
                    "\"holdfast backup files\" shows what there is");
        }
        if (entry.tree().kind() != Kind.FILE) {
            throw new BackupException(
                    Failure.MISCONFIGURED, entry.path() + " is no regular file", "restore it with --path");
        }
        return entry.path();
    }

    private static BytePath path(String text) throws BackupException {
        try {
            return BytePath.parse(text.startsWith("./") ? text.substring(2) : text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, String.valueOf(e.getMessage()), "", List.of(), e);
        }
    }
}
