package org.holdfast.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// Finds backups by their records. Needs no password. Thread-safe.
final class FindBackup {
    private final Vault vault;

    FindBackup(Vault vault) {
        this.vault = vault;
    }

    List<BackupRecord> all(Optional<String> app, Progress progress) throws IOException {
        return records(progress).stream()
                .filter(record -> record.state() == BackupRecord.State.NORMAL)
                .filter(record -> app.isEmpty() || app.get().equals(record.app()))
                .toList();
    }

    /// Those of any state.
    List<BackupRecord> records(Progress progress) throws IOException {
        SortedSet<BackupId> unrecorded = new ConcurrentSkipListSet<>();
        List<BackupRecord> records = new Catalog(vault.raw()).all(new Catalog.Listener() {
            @Override
            public void damaged(BackupId id, BackupException why) {
                progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint()));
            }

            @Override
            public void found(Catalog.Place place) {
                if (place.hasData() && !place.recorded()) {
                    unrecorded.add(place.id());
                }
            }
        });
        if (!unrecorded.isEmpty()) {
            progress.on(new Event.Noticed("without a record, so not listed: " + unrecorded.last()
                    + (unrecorded.size() == 1 ? "" : " and " + (unrecorded.size() - 1) + " others")
                    + "; \"holdfast backup restore ID\" reads it nevertheless"));
        }
        return records;
    }

    /// As [#named(String)], but also one that has no record, or none that can be read, if it is named by its id.
    ///
    /// @param evenIfDamaged whether a record that is damaged counts as none
    BackupRecord readable(String name, boolean evenIfDamaged) throws IOException {
        Optional<BackupId> id = BackupId.parse(name);
        if (id.isEmpty()) {
            return named(name);
        }
        try {
            Optional<BackupRecord> found = byId(name);
            if (found.isPresent()) {
                return found.get();
            }
        } catch (BackupException e) {
            if (!evenIfDamaged || e.failure() != Failure.DAMAGED) {
                throw e;
            }
        }
        return new Catalog(vault.raw())
                .lying(id.get(), evenIfDamaged)
                .map(format -> BackupRecord.missing(id.get(), format, vault.isEncrypted()))
                .orElseThrow(() -> missing(name));
    }

    BackupRecord newestBox() throws IOException {
        return all(Optional.empty(), Progress.NONE).stream()
                .filter(record -> record.box().isPresent())
                .reduce((_, newer) -> newer)
                .orElseThrow(() -> new BackupException(
                        Failure.NOT_FOUND,
                        "there is no backup of a server in " + vault.name(),
                        "\"holdfast server backup\" makes them; single apps come back with \"holdfast app import\""));
    }

    BackupRecord named(String name) throws IOException {
        Optional<BackupRecord> found = name.equals("latest") || name.endsWith("@latest") ? latest(name) : byId(name);
        return found.orElseThrow(() -> missing(name));
    }

    BackupException missing(String name) {
        return new BackupException(
                Failure.NOT_FOUND,
                "there is no backup " + name + " in " + vault.name(),
                "\"holdfast backup list\" shows what there is");
    }

    private Optional<BackupRecord> latest(String name) throws IOException {
        int at = name.lastIndexOf('@');
        Optional<String> app = at < 0 ? Optional.empty() : Optional.of(name.substring(0, at));
        return all(app, Progress.NONE).stream()
                .filter(record -> record.box().isEmpty())
                .reduce((_, newer) -> newer);
    }

    private Optional<BackupRecord> byId(String name) throws IOException {
        Optional<BackupId> id = BackupId.parse(name);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return new Catalog(vault.raw()).find(id.get()).filter(record -> record.state() == BackupRecord.State.NORMAL);
    }
}
