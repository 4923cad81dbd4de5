package org.holdfast.engine;

import java.io.IOException;
import java.util.List;

/// Removes a backup: marks its record, so that nobody takes it for a backup any more, then its data, then the record.
/// Interrupted, it is finished by the next removal of the same record. Needs no key.
final class RemoveBackup {
    private final Vault vault;

    RemoveBackup(Vault vault) {
        this.vault = vault;
    }

    void remove(BackupRecord record) throws IOException {
        Catalog catalog = new Catalog(vault.raw());
        BackupId id = record.backupId();
        catalog.put(record.with(BackupRecord.State.REMOVING));
        vault.raw().flush();
        new StoredTree(vault.raw(), id.key()).remove();
        // The tree's own key for what a store of files may have kept of it: directories without a file.
        vault.raw().delete(List.of(id.key(), Layout.archive(id, false), Layout.archive(id, true)));
        new Manifests(vault).remove(id);
        catalog.remove(id);
        vault.raw().flush();
    }
}
