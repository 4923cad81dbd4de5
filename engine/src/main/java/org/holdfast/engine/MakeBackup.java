package org.holdfast.engine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import org.holdfast.format.Preview;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncWriter;
import org.holdfast.format.SourceScan;
import org.holdfast.format.TgzWriter;
import org.holdfast.sync.SyncIndex;

/// Makes a backup under the locks of its app, or tells what it would be. Thread-safe.
final class MakeBackup {
    private final StoreLocation location;
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final AppGuard guard;

    MakeBackup(StoreLocation location, Vault vault, StateDirectory state, InstantSource clock, AppGuard guard) {
        this.location = location;
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.guard = guard;
    }

    BackupOutcome run(BackupRequest request, Progress progress) throws IOException {
        return locked(request, progress, (app, hold) -> {
            try (FrozenLater source = later(request, progress)) {
                return new CreateBackup(vault, app, clock, request, source, progress, hold).run();
            }
        });
    }

    BackupOutcome run(BackupRequest request, FrozenApp frozen, Progress progress) throws IOException {
        frozen.requireFor(request);
        return locked(request, progress, (app, hold) -> new CreateBackup(
                        vault, app, clock, request, frozen.source(), progress, hold)
                .run());
    }

    private FrozenLater later(BackupRequest request, Progress progress) {
        return new FrozenLater(
                () -> FrozenApp.freeze(request.app(), request.version(), request.content(), 1, state, progress));
    }

    /// A run under the lock of its app.
    @FunctionalInterface
    private interface Locked {
        BackupOutcome run(StateDirectory.AppState app, AppGuard.Hold hold) throws IOException;
    }

    private BackupOutcome locked(BackupRequest request, Progress progress, Locked work) throws IOException {
        Source.check(request, location);
        StateDirectory.AppState app = state.app(vault, request.app());
        try (AppLock here = guard.here(request.app())) {
            // Without its objects, so that a new store is still seen to be one.
            vault.unlock(Vault.Access.WRITE);
            return guard.inStore(
                    here, request.app(), "backup create", progress, hold -> locked(request, app, hold, work));
        }
    }

    private BackupOutcome locked(BackupRequest request, StateDirectory.AppState app, AppGuard.Hold hold, Locked work)
            throws IOException {
        new PendingBackup(vault, request.app()).clear();
        Trees.delete(app.scratch());
        StateDirectory.create(app.scratch());
        try {
            hold.require();
            return work.run(app, hold);
        } finally {
            Trees.delete(app.scratch());
        }
    }

    void preview(BackupRequest request, Preview preview) throws IOException {
        Source.check(request, location);
        StateDirectory.AppState app = state.app(vault, request.app());
        try (AppLock _ = guard.here(request.app())) {
            vault.unlock(Vault.Access.PREVIEW);
            Trees.delete(app.scratch());
            StateDirectory.create(app.scratch());
            try (FrozenLater source = later(request, Progress.NONE)) {
                preview(request, source, app, preview);
            } finally {
                Trees.delete(app.scratch());
            }
        }
    }

    private void preview(BackupRequest request, SourceScan source, StateDirectory.AppState app, Preview preview)
            throws IOException {
        switch (request.format()) {
            case TGZ ->
                new TgzWriter(
                                Layout.workingArchive(request.app(), vault.isEncrypted()),
                                vault.compression().begin())
                        .preview(source, vault.contents(), preview);
            case RSYNC -> {
                WorkingCopyMark mark = new WorkingCopyMark(vault, request.app(), new Manifests(vault), app.scratch());
                try (SyncIndex index = SyncIndex.open(app.index())) {
                    new RsyncWriter(index, mark, UUID.randomUUID().toString(), app.scratch())
                            .preview(source, vault.at(Layout.workingTree(request.app())), preview);
                }
            }
        }
    }
}
