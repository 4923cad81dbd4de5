package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.format.StoredTree;
import org.holdfast.format.TreeCopy;

/// Copies one backup from another store into this one, under the locks of its app here. The order is that of
/// [CreateBackup], with two differences: the content comes from the other store, checked on the way, and the working
/// copy is not touched.
final class CopyBackup {
    private final Vault from;
    private final Vault to;
    private final BackupRecord original;
    private final FormatKind format;
    private final Path scratch;
    private final Progress progress;
    private final AppGuard.Hold hold;
    private final Catalog catalog;

    /// @param from read, unlocked
    /// @param to written to, unlocked
    /// @param format of the copy
    /// @param scratch a private directory
    /// @param hold of the app's lock in `to`
    CopyBackup(
            Vault from,
            Vault to,
            BackupRecord original,
            FormatKind format,
            Path scratch,
            Progress progress,
            AppGuard.Hold hold) {
        this.from = from;
        this.to = to;
        this.original = original;
        this.format = format;
        this.scratch = scratch;
        this.progress = progress;
        this.hold = hold;
        this.catalog = new Catalog(to.raw());
    }

    /// @param manifest of the original
    CopyOutcome run(Manifest manifest) throws IOException {
        BackupId id = original.backupId();
        TreeCopy content = new TreeCopy(
                place(from, FormatKind.of(original.format())),
                place(to, format),
                to.compression()::begin,
                from.compression().decompression(),
                scratch,
                progress);
        Path file = scratch.resolve("copied-manifest.jsonl.gz");
        String facts =
                RecordFacts.of(original.copied(format, to.isEncrypted(), 0, 0)).json();
        Manifest copy = content.describe(manifest, id.value(), format.id(), facts, file);
        Optional<BackupRecord> existing = catalog.find(id);
        if (existing.isPresent() && existing.get().state() == BackupRecord.State.NORMAL) {
            requireSame(existing.get(), copy);
            return new CopyOutcome(existing.get(), true);
        }
        if (existing.isPresent()) {
            new RemoveBackup(to).remove(existing.get());
        }
        BackupRecord creating = original.copied(format, to.isEncrypted(), copy.files(), copy.bytes());
        to.space().requireForCopy(format, copy.total().content());
        to.establish();
        return new CopyOutcome(publish(creating, () -> content.run(manifest, copy), file), false);
    }

    /// The size of the copy, if it is one archive.
    private Optional<Long> archiveBytes() throws IOException {
        ObjectKey archive = Layout.archive(original.backupId(), to.isEncrypted());
        return format == FormatKind.TGZ ? to.raw().stat(archive).map(ObjectInfo::storedSize) : Optional.empty();
    }

    private StoredTree place(Vault vault, FormatKind kind) throws IOException {
        BackupId id = original.backupId();
        return switch (kind) {
            case TGZ -> new StoredTree.Archive(vault.contents(), Layout.archive(id, vault.isEncrypted()));
            case RSYNC -> new StoredTree.Objects(vault.at(id.key()));
        };
    }

    private BackupRecord publish(BackupRecord creating, Content content, Path manifestFile) throws IOException {
        PendingBackup pending = new PendingBackup(to, creating.subject());
        pending.begin(creating.backupId());
        to.raw().flush();
        catalog.put(creating);
        to.raw().flush();
        try {
            content.copy();
        } catch (DamagedException | AuthenticationException e) {
            hold.require();
            new RemoveBackup(to).remove(creating);
            pending.end();
            throw new BackupException(
                    Failure.DAMAGED,
                    "the backup in " + from.name() + " is damaged: " + e.getMessage(),
                    "nothing was copied; copy another backup, or restore what is left of this one with --path",
                    List.of(),
                    e);
        }
        new Manifests(to).put(creating.backupId(), manifestFile);
        to.raw().flush();
        BackupRecord copied = creating.with(BackupRecord.State.NORMAL).withArchiveBytes(archiveBytes());
        requireStillOurs(creating);
        catalog.put(copied);
        to.raw().flush();
        pending.end();
        return copied;
    }

    @FunctionalInterface
    private interface Content {
        void copy() throws IOException;
    }

    /// A run on another machine may have taken us for dead.
    private void requireStillOurs(BackupRecord creating) throws IOException {
        hold.require();
        if (to.keepsObjects() && !catalog.find(creating.backupId()).equals(Optional.of(creating))) {
            throw new BackupException(
                    Failure.LOCKED,
                    "another run works on " + creating.subject().words() + " in " + to.name()
                            + " and removed this backup",
                    "let this machine and its connection to the store not stand still for so long");
        }
    }

    private void requireSame(BackupRecord existing, Manifest copy) throws IOException {
        if (!isSame(existing, copy)) {
            throw new BackupException(
                    Failure.FAILED,
                    to.name() + " has another backup " + existing.id() + " already, with other content",
                    "find out which of the two is right, and remove the other; nothing was changed");
        }
    }

    private boolean isSame(BackupRecord existing, Manifest copy) throws IOException {
        Manifest there;
        try {
            there = new Manifests(to).fetch(existing.backupId(), scratch.resolve("existing-manifest.jsonl.gz"));
        } catch (ObjectNotFoundException | DamagedException e) {
            throw new BackupException(
                    Failure.DAMAGED,
                    to.name() + " has " + existing.id() + " already, but its manifest is missing or damaged",
                    "remove it there, then copy again",
                    List.of(),
                    e);
        }
        return Manifests.haveSameContent(copy, there);
    }
}
