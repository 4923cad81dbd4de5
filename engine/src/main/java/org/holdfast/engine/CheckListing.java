package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Overhead;
import org.holdfast.backends.PrefixedStore;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.IndexEntry;
import org.holdfast.sync.Inventory;

/// Compares one listing of a backup's place with its manifest. The manifest has digests of what was sealed and no
/// store does, so names and sizes are all that can be compared; in flat memory, whatever the number of files.
final class CheckListing {
    private final Vault vault;
    private final BackupRecord record;
    private final Path scratch;
    private final Findings findings;

    /// @param scratch a private directory
    CheckListing(Vault vault, BackupRecord record, Path scratch, Findings findings) {
        this.vault = vault;
        this.record = record;
        this.scratch = scratch;
        this.findings = findings;
    }

    void run(Manifest manifest) throws IOException {
        switch (FormatKind.of(manifest.format())) {
            case TGZ -> archive();
            case RSYNC -> tree(manifest);
        }
    }

    private void tree(Manifest manifest) throws IOException {
        ObjectKey place = record.backupId().key();
        ObjectStore view = vault.at(place);
        StoredForm form = StoredForm.of(view);
        Overhead overhead = view.capabilities().overhead();
        try (Inventory inventory = new Inventory(scratch)) {
            new PrefixedStore(vault.raw(), place)
                    .list(
                            ObjectKey.ROOT,
                            Depth.ALL,
                            info -> inventory.add(
                                    new Inventory.Item(info.key().path(), info.storedSize(), info.tag())));
            try (Cursor<Inventory.Match> matches =
                    inventory.against(manifest.objects(), path -> form.key(path).path())) {
                for (Inventory.Match match = matches.next(); match != null; match = matches.next()) {
                    if (match.believed().isEmpty()) {
                        extra(match.found().orElseThrow(), form);
                    } else {
                        compare(match.believed().get(), match.found(), overhead);
                    }
                }
            }
        }
    }

    private void compare(IndexEntry entry, Optional<Inventory.Item> found, Overhead overhead) {
        BytePath path = entry.path();
        if (found.isEmpty()) {
            findings.add(Kind.MISSING, path, path + " is missing");
            return;
        }
        long expected = overhead.storedSize(entry.known().orElseThrow().tree().size());
        if (found.get().size() != expected) {
            findings.add(
                    Kind.SIZE,
                    path,
                    path + " has " + found.get().size() + " bytes in the store, and should have " + expected);
        }
    }

    private void extra(Inventory.Item found, StoredForm form) {
        Optional<BytePath> path = form.path(new ObjectKey(found.key()));
        if (path.isPresent()) {
            findings.add(Kind.EXTRA, path.get(), path.get() + " is no file of the backup");
        } else {
            findings.add(Kind.EXTRA, found.key() + " is no file of the backup: nobody sealed that name");
        }
    }

    private void archive() throws IOException {
        BackupId id = record.backupId();
        ObjectKey archive = Layout.archive(id, vault.isEncrypted());
        ObjectInfo[] found = new ObjectInfo[1];
        SortedSet<String> others = new TreeSet<>();
        ObjectKey directory = new ObjectKey(id.key().path().parent());
        vault.raw().list(directory, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                if (info.key().equals(archive)) {
                    found[0] = info;
                } else if (isOfTheBackup(info.key()) && !isBesideIt(info.key())) {
                    others.add(info.key() + " is nothing of the backup");
                }
            }

            @Override
            public void prefix(ObjectKey prefix) {
                if (prefix.equals(id.key())) {
                    others.add(prefix + "/ is nothing of the backup, which is one archive");
                }
            }
        });
        others.forEach(other -> findings.add(Kind.EXTRA, other));
        compare(archive, Optional.ofNullable(found[0]));
    }

    private void compare(ObjectKey archive, Optional<ObjectInfo> found) {
        if (found.isEmpty()) {
            findings.add(Kind.ARCHIVE, "the archive " + archive + " is missing");
            return;
        }
        long size = found.get().storedSize();
        // Archives from before their sizes were recorded; none is empty.
        long expected = record.archiveBytes().orElse(Math.max(1, size));
        if (size != expected) {
            findings.add(
                    Kind.ARCHIVE, "the archive " + archive + " has " + size + " bytes, and should have " + expected);
        }
    }

    private boolean isOfTheBackup(ObjectKey key) {
        return Layout.backup(key).equals(Optional.of(record.backupId()));
    }

    private boolean isBesideIt(ObjectKey key) {
        BackupId id = record.backupId();
        return key.equals(Layout.record(id)) || key.equals(Layout.manifest(id, vault.isEncrypted()));
    }
}
