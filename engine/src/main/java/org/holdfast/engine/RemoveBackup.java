package org.holdfast.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;

/// Removes a backup: marks its record, so that nobody takes it for a backup any more, then its data, then the record.
/// Interrupted, it is finished by the next removal of the same record. Needs no key.
final class RemoveBackup {
    private static final int BATCH = 1000;

    private final Vault vault;

    RemoveBackup(Vault vault) {
        this.vault = vault;
    }

    void remove(BackupRecord record) throws IOException {
        Catalog catalog = new Catalog(vault.raw());
        BackupId id = record.backupId();
        catalog.put(record.with(BackupRecord.State.REMOVING));
        vault.raw().flush();
        deleteTree(id.key());
        vault.raw().delete(List.of(Layout.archive(id, false), Layout.archive(id, true)));
        new Manifests(vault).remove(id);
        catalog.remove(id);
        vault.raw().flush();
    }

    private void deleteTree(ObjectKey prefix) throws IOException {
        ObjectStore raw = vault.raw();
        List<ObjectKey> batch = new ArrayList<>();
        raw.list(prefix, Depth.ALL, info -> {
            batch.add(info.key());
            if (batch.size() == BATCH) {
                raw.delete(List.copyOf(batch));
                batch.clear();
            }
        });
        raw.delete(batch);
    }
}
