package org.holdfast.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;

/// The note in the store of which backup of an app is being made: written before the first object of the
/// backup, removed when its record says NORMAL. By it the next run finds what a killed one left, without
/// reading every record.
final class PendingBackup {
    /// @param backup the id
    record Note(int schema, Optional<String> backup) {}

    private final Vault vault;
    private final ObjectKey key;

    PendingBackup(Vault vault, Subject app) {
        this.vault = vault;
        this.key = Layout.pending(app);
    }

    /// The caller makes it durable, together with the record that follows.
    void begin(BackupId id) throws IOException {
        new JsonObjects(vault.raw()).put(key, new Note(BackupRecord.SCHEMA, Optional.of(id.value())));
    }

    void end() throws IOException {
        vault.raw().delete(List.of(key));
    }

    /// Removes what an interrupted run left, if any. The note goes last, so that whatever interrupts this is
    /// found by the next run.
    void clear() throws IOException {
        if (vault.raw().stat(key).isEmpty()) {
            return;
        }
        Optional<BackupRecord> left;
        try {
            left = record(new JsonObjects(vault.raw()).get(key, Note.class));
        } catch (BackupException e) {
            if (!Catalog.isOfTheRecord(e)) {
                throw e;
            }
            // What is in doubt is for a cleanup to judge.
            left = Optional.empty();
        }
        if (left.isPresent() && left.get().state() != BackupRecord.State.NORMAL) {
            new RemoveBackup(vault).remove(left.get());
        }
        end();
    }

    /// Empty if nothing was begun yet, or all is gone already.
    private Optional<BackupRecord> record(Note note) throws IOException {
        Optional<BackupId> id = note.backup().flatMap(BackupId::parse);
        return id.isEmpty() ? Optional.empty() : new Catalog(vault.raw()).find(id.get());
    }
}
