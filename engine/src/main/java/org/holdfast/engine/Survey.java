package org.holdfast.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// A look at all of a store for what is no backup. Costs one listing and one read a backup, and changes nothing.
final class Survey {
    private final Vault vault;

    Survey(Vault vault) {
        this.vault = vault;
    }

    /// @param progress hears of records that cannot be read; what they stand for is no debris
    List<Finding> findings(Progress progress) throws IOException {
        List<Finding> findings = new ArrayList<>();
        vault.raw().unfinished(ObjectKey.ROOT, found -> findings.add(new Finding.DeadUpload(vault.raw(), found)));
        List<BackupRecord> records = new Catalog(vault.raw())
                .all(why -> progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint())));
        for (BackupRecord record : records) {
            if (record.state() != BackupRecord.State.NORMAL) {
                findings.add(new Finding.DeadBackup(vault, record.backupId()));
            }
        }
        for (ObjectKey tag : tags()) {
            addUnrecorded(tag, findings);
        }
        return findings;
    }

    private List<ObjectKey> tags() throws IOException {
        List<ObjectKey> tags = new ArrayList<>();
        vault.raw().list(ObjectKey.ROOT, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {}

            @Override
            public void prefix(ObjectKey prefix) {
                if (prefix.text().matches(BackupTime.PATTERN)) {
                    tags.add(prefix);
                }
            }
        });
        return tags;
    }

    /// What a listing shows of one place.
    private static final class Place {
        boolean record;
        boolean data;
        Instant since = Instant.EPOCH;
    }

    private void addUnrecorded(ObjectKey tag, List<Finding> findings) throws IOException {
        Map<BackupId, Place> places = new HashMap<>();
        vault.raw().list(tag, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                place(info.key(), places).ifPresent(place -> {
                    place.record |= info.key().text().endsWith(Layout.RECORD_SUFFIX);
                    place.data |= Layout.isArchive(info.key());
                    place.since = info.modified().isAfter(place.since) ? info.modified() : place.since;
                });
            }

            @Override
            public void prefix(ObjectKey prefix) {
                place(prefix, places).ifPresent(place -> place.data = true);
            }
        });
        places.forEach((id, place) -> {
            if (!place.record) {
                Instant since = place.since.equals(Instant.EPOCH) ? id.time() : place.since;
                findings.add(new Finding.Unrecorded(vault, id, place.data, since));
            }
        });
    }

    private static Optional<Place> place(ObjectKey key, Map<BackupId, Place> places) {
        return Layout.backup(key).map(id -> places.computeIfAbsent(id, _ -> new Place()));
    }
}
