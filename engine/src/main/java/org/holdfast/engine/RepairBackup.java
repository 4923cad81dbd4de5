package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Event;
import org.holdfast.format.FileRepair;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncReader;
import org.holdfast.format.StoredTree;
import org.holdfast.format.TgzReader;
import org.holdfast.format.TreeCopy;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.StoredEntry;

/// Puts back what a backup has lost: files from the app's own directories where they did not change since, from other
/// backups of the app, here or in other stores; a manifest or an archive from the same backup in another store. All of
/// it is compared with the manifest on the way. Under the lock of the app.
final class RepairBackup {
    private final Vault vault;
    private final BackupRecord record;
    private final VerifyResult result;
    private final List<Vault> others;
    private final Path scratch;
    private final AppGuard.Hold hold;
    private final Progress progress;
    private final Catalog catalog;

    /// @param vault unlocked
    /// @param result what is wrong with the backup
    /// @param others other stores, unlocked
    /// @param scratch a private directory
    RepairBackup(
            Vault vault,
            BackupRecord record,
            VerifyResult result,
            List<Vault> others,
            Path scratch,
            AppGuard.Hold hold,
            Progress progress) {
        this.vault = vault;
        this.record = record;
        this.result = result;
        this.others = others;
        this.scratch = scratch;
        this.hold = hold;
        this.progress = progress;
        this.catalog = new Catalog(vault.raw());
    }

    void run() throws IOException {
        if (has(Kind.MANIFEST)) {
            restoreManifest();
        }
        Manifest manifest;
        try {
            manifest = new Manifests(vault).fetch(record.backupId(), scratch.resolve("repair-manifest.jsonl.gz"));
        } catch (ObjectNotFoundException | DamagedException _) {
            // Without it nobody can tell what is right.
            return;
        }
        if (has(Kind.RECORD)) {
            restoreRecord(manifest);
        }
        switch (FormatKind.of(manifest.format())) {
            case RSYNC -> restoreFiles(manifest);
            case TGZ -> restoreArchive(manifest);
        }
        vault.raw().flush();
    }

    private boolean has(Kind kind) {
        return result.findings().stream().anyMatch(finding -> finding.kind() == kind);
    }

    private void done(String what) {
        progress.on(new Event.Noticed(record.id() + ": " + what));
    }

    /// A backup of the same content in another store.
    private record Twin(Vault vault, BackupRecord record, Manifest manifest) {}

    /// What a twin must be.
    @FunctionalInterface
    private interface Condition {
        boolean holds(Twin twin) throws IOException;
    }

    private Optional<Twin> twin(Condition condition) throws IOException {
        for (Vault other : others) {
            for (BackupRecord there : candidates(other)) {
                Optional<Twin> twin = isOfTheSameRun(there) ? opened(other, there) : Optional.empty();
                if (twin.isPresent() && condition.holds(twin.get())) {
                    return twin;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Twin> opened(Vault where, BackupRecord other) throws IOException {
        try {
            Manifest manifest =
                    new Manifests(where).fetch(other.backupId(), scratch.resolve("other-manifest.jsonl.gz"));
            return Optional.of(new Twin(where, other, manifest));
        } catch (ObjectNotFoundException | DamagedException _) {
            // The next one may do.
            return Optional.empty();
        }
    }

    private static StoredTree place(Vault where, BackupId id, FormatKind format) throws IOException {
        return switch (format) {
            case TGZ -> new StoredTree.Archive(where.contents(), Layout.archive(id, where.isEncrypted()));
            case RSYNC -> new StoredTree.Objects(where.at(id.key()));
        };
    }

    private TreeCopy copyOf(Twin twin) throws IOException {
        return new TreeCopy(
                place(twin.vault, twin.record.backupId(), FormatKind.of(twin.manifest.format())),
                place(vault, record.backupId(), FormatKind.of(record.format())),
                vault.compression()::begin,
                twin.vault.compression().decompression(),
                scratch,
                Progress.NONE);
    }

    private void restoreManifest() throws IOException {
        Optional<Twin> twin = twin(other -> other.record.id().equals(record.id()));
        if (twin.isEmpty()) {
            return;
        }
        Path file = scratch.resolve("restored-manifest.jsonl.gz");
        String facts = RecordFacts.of(record).json();
        copyOf(twin.get()).describe(twin.get().manifest, record.id(), record.format(), facts, file);
        hold.require();
        new Manifests(vault).put(record.backupId(), file);
        done("its manifest is that of the same backup in " + twin.get().vault.name() + " now");
    }

    /// Where the manifest tells what it said.
    private void restoreRecord(Manifest manifest) throws IOException {
        Optional<RecordFacts> facts = RecordFacts.in(manifest);
        if (facts.isPresent()) {
            hold.require();
            catalog.put(record.with(facts.get(), manifest));
            done("its record says what its manifest says again");
        }
    }

    private void restoreFiles(Manifest manifest) throws IOException {
        Set<BytePath> damaged = new HashSet<>();
        for (VerifyFinding finding : result.findings()) {
            if (!finding.kind().isHarmless()) {
                finding.path().ifPresent(damaged::add);
            }
        }
        if (damaged.isEmpty()) {
            return;
        }
        List<StoredEntry> missing = new ArrayList<>();
        manifest.visit(entry -> {
            if (damaged.contains(entry.path())) {
                missing.add(entry);
            }
        });
        hold.require();
        FileRepair repair =
                new FileRepair(vault.at(record.backupId().key()), missing, new AcceptedLosses(Progress.NONE));
        fromTheApp(repair, manifest);
        fromBackups(vault, repair);
        for (Vault other : others) {
            fromBackups(other, repair);
        }
        int back = missing.size() - repair.left().size();
        if (back > 0) {
            done("put back " + back + (back == 1 ? " file" : " files"));
        }
    }

    private void fromTheApp(FileRepair repair, Manifest manifest) throws IOException {
        Optional<AppDescription> app = description(manifest);
        if (app.isEmpty()) {
            return;
        }
        for (StoredEntry entry : repair.left()) {
            Optional<Path> file = local(app.get(), entry.path());
            if (file.isPresent()) {
                repair.from(entry, file.get());
            }
        }
    }

    private Optional<AppDescription> description(Manifest manifest) throws IOException {
        try {
            Path spool = scratch.resolve("config.json");
            new RestoreBackup(vault, record).read(manifest, new CatSink(FrozenApp.CONFIG, spool), Progress.NONE);
            return Optional.of(AppDescription.parse(Files.readAllBytes(spool)));
        } catch (DamagedException | AuthenticationException | NoSuchFileException _) {
            return Optional.empty();
        } catch (BackupException e) {
            if (e.failure() != Failure.DAMAGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Optional<Path> local(AppDescription app, BytePath path) {
        if (path.startsWith(Selection.DATA)) {
            return app.data().map(data -> LocalNames.resolve(data, path.below(Selection.DATA)));
        }
        for (Map.Entry<String, Path> directory : app.directories().entrySet()) {
            BytePath top = BytePath.parse(directory.getKey());
            if (path.startsWith(top)) {
                return Optional.of(LocalNames.resolve(directory.getValue(), path.below(top)));
            }
        }
        return Optional.empty();
    }

    private void fromBackups(Vault where, FileRepair repair) throws IOException {
        for (BackupRecord other : repair.isDone() ? List.<BackupRecord>of() : candidates(where)) {
            if (repair.isDone()) {
                return;
            }
            // To look for one file in any archive would mean to read them all.
            boolean worthwhile = isOfTheSameRun(other) || other.format().equals(FormatKind.RSYNC.id());
            Optional<Twin> opened = worthwhile ? opened(where, other) : Optional.empty();
            if (opened.isPresent()) {
                from(opened.get(), repair);
            }
        }
    }

    /// Other backups of the app: those of the same run, which read the same content, and then the newest first.
    private List<BackupRecord> candidates(Vault where) throws IOException {
        return new Catalog(where.raw())
                .all((_, _) -> {}).stream()
                        .filter(other -> other.state() == BackupRecord.State.NORMAL)
                        .filter(other -> other.subject().equals(record.subject()))
                        .filter(other -> !where.equals(vault) || !other.id().equals(record.id()))
                        .sorted(Comparator.comparing(this::isOfTheSameRun)
                                .thenComparing(BackupRecord::backupId)
                                .reversed())
                        .toList();
    }

    private boolean isOfTheSameRun(BackupRecord other) {
        return other.backupId()
                .key()
                .path()
                .parent()
                .equals(record.backupId().key().path().parent());
    }

    private static void from(Twin other, FileRepair repair) throws IOException {
        BackupId id = other.record.backupId();
        switch (place(other.vault, id, FormatKind.of(other.manifest.format()))) {
            case StoredTree.Objects(var here) -> repair.from(new RsyncReader(), here, other.manifest);
            case StoredTree.Archive(var here, var key) ->
                repair.from(new TgzReader(key, other.vault.compression().decompression()), here, other.manifest);
        }
    }

    private void restoreArchive(Manifest manifest) throws IOException {
        Optional<Twin> twin = has(Kind.ARCHIVE) || has(Kind.CONTENT)
                ? twin(other -> Manifests.haveSameContent(manifest, other.manifest))
                : Optional.empty();
        if (twin.isEmpty()) {
            return;
        }
        hold.require();
        try {
            copyOf(twin.get()).run(twin.get().manifest, manifest);
        } catch (DamagedException | AuthenticationException e) {
            done("its archive cannot be had from " + twin.get().vault.name() + " either: " + e.getMessage());
            return;
        }
        ObjectKey archive = Layout.archive(record.backupId(), vault.isEncrypted());
        Optional<Long> size = vault.raw().stat(archive).map(ObjectInfo::storedSize);
        BackupRecord current = catalog.find(record.backupId()).orElse(record);
        catalog.put(current.withArchiveBytes(Objects.requireNonNull(size)));
        done("its archive is made of that in " + twin.get().vault.name() + " now");
    }
}
