package org.holdfast.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Tasks;

/// The backups of a store, read from the records that lie beside them; there is no other list. Thread-safe.
final class Catalog {
    private final ObjectStore store;
    private final JsonObjects objects;

    Catalog(ObjectStore raw) {
        this.store = raw;
        this.objects = new JsonObjects(raw);
    }

    void put(BackupRecord record) throws IOException {
        objects.put(Layout.record(record.backupId()), record);
    }

    void remove(BackupId id) throws IOException {
        store.delete(List.of(Layout.record(id)));
    }

    Optional<BackupRecord> find(BackupId id) throws IOException {
        try {
            BackupRecord record = objects.get(Layout.record(id), BackupRecord.class, BackupRecord.SCHEMA);
            if (!record.id().equals(id.value()) || !isOf(id.subject(), record)) {
                throw new BackupException(
                        Failure.DAMAGED,
                        "the record " + Layout.record(id) + " is that of another backup",
                        "move it away, or remove the backup by hand");
            }
            return Optional.of(record);
        } catch (ObjectNotFoundException _) {
            return Optional.empty();
        }
    }

    /// Whether a record was reached, but cannot be made use of.
    static boolean isOfTheRecord(BackupException e) {
        return e.failure() == Failure.DAMAGED || e.failure() == Failure.MISCONFIGURED;
    }

    private static boolean isOf(Subject subject, BackupRecord record) {
        return switch (subject) {
            case AppId app -> record.app().equals(app.value()) && record.box().isEmpty();
            case Subject.Server _ -> record.app().isEmpty() && record.box().isPresent();
        };
    }

    /// Hears what there is besides records that can be read, of each run from a thread of its own.
    @FunctionalInterface
    interface Listener {
        /// A record is damaged, or was written by a newer version.
        void damaged(BackupId id, BackupException why);

        /// What lies under the name of a backup, with or without a record.
        default void found(Place place) {}
    }

    /// Every record whatever its state, oldest first. Costs one listing a run and one read a backup. A damaged record
    /// hides no other.
    List<BackupRecord> all(Listener listener) throws IOException {
        List<Dated> records = Collections.synchronizedList(new ArrayList<>());
        List<BackupId> ids = Collections.synchronizedList(new ArrayList<>());
        try (Tasks tasks = Tasks.many(store.capabilities().reads())) {
            for (ObjectKey tag : top().runs()) {
                tasks.submit(() -> {
                    for (Place place : places(tag)) {
                        listener.found(place);
                        if (place.recorded()) {
                            ids.add(place.id());
                        }
                    }
                });
            }
            tasks.join();
            for (BackupId id : ids) {
                tasks.submit(() -> read(id, listener).ifPresent(record -> records.add(Dated.of(id, record))));
            }
            tasks.join();
        }
        return records.stream().sorted().map(Dated::record).toList();
    }

    /// A record with what it is sorted by, which is part of its id and is found there once instead of each time that
    /// two are compared.
    private record Dated(Instant time, BackupRecord record) implements Comparable<Dated> {
        static Dated of(BackupId id, BackupRecord record) {
            return new Dated(id.time(), record);
        }

        @Override
        public int compareTo(Dated other) {
            return Comparator.comparing(Dated::time)
                    .thenComparing(dated -> dated.record.id())
                    .compare(this, other);
        }
    }

    private Optional<BackupRecord> read(BackupId id, Listener listener) throws IOException {
        try {
            return find(id);
        } catch (BackupException e) {
            if (!isOfTheRecord(e)) {
                throw e;
            }
            listener.damaged(id, e);
            return Optional.empty();
        }
    }

    /// What lies at the top of a store.
    ///
    /// @param runs the directories of all runs, oldest first
    record Top(boolean workingCopies, List<ObjectKey> runs) {
        boolean isOfBackups() {
            return workingCopies || !runs.isEmpty();
        }
    }

    /// Some record of a recent run, whatever its state; empty if none can be read. Costs one listing and one read.
    Optional<BackupRecord> any(Top top) throws IOException {
        for (ObjectKey tag : top.runs().reversed()) {
            for (Place place : places(tag)) {
                Optional<BackupRecord> record = place.recorded() ? read(place.id(), (_, _) -> {}) : Optional.empty();
                if (record.isPresent()) {
                    return record;
                }
            }
        }
        return Optional.empty();
    }

    /// Costs one listing.
    Top top() throws IOException {
        List<ObjectKey> runs = new ArrayList<>();
        AtomicBoolean workingCopies = new AtomicBoolean();
        store.list(ObjectKey.ROOT, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {}

            @Override
            public void prefix(ObjectKey prefix) {
                if (prefix.equals(Layout.WORKING_COPIES)) {
                    workingCopies.set(true);
                } else if (prefix.text().matches(BackupTime.PATTERN)) {
                    runs.add(prefix);
                }
            }
        });
        runs.sort(Comparator.naturalOrder());
        return new Top(workingCopies.get(), List.copyOf(runs));
    }

    /// What lies in the directory of a run under the name of one backup.
    ///
    /// @param tree whether there is a directory of files, and `archive` one with all of them
    /// @param beside what there is but for the tree: record, manifest, archive
    /// @param since when the newest of that was written; the epoch if there is nothing
    record Place(BackupId id, boolean recorded, boolean tree, boolean archive, Debris.Extent beside, Instant since) {
        private static Place nothing(BackupId id) {
            return new Place(id, false, false, false, Debris.Extent.NOTHING, Instant.EPOCH);
        }

        private Place plus(ObjectInfo info) {
            return new Place(
                    id,
                    recorded || info.key().equals(Layout.record(id)),
                    tree,
                    archive || Layout.isArchive(info.key()),
                    beside.plus(info.storedSize()),
                    info.modified().isAfter(since) ? info.modified() : since);
        }

        private Place plusTree() {
            return new Place(id, recorded, true, archive, beside, since);
        }

        /// Whether there are files that a backup could be made of.
        boolean hasData() {
            return tree || archive;
        }

        /// What all of it takes. Costs a listing if there is a tree, else nothing.
        Debris.Extent extent(ObjectStore raw) throws IOException {
            Debris.Extent[] extent = {beside};
            if (tree) {
                new StoredTree(raw, id.key()).visit(info -> extent[0] = extent[0].plus(info.storedSize()));
            }
            return extent[0];
        }
    }

    private Collection<Place> places(ObjectKey tag) throws IOException {
        Map<BackupId, Place> places = new HashMap<>();
        store.list(tag, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                Layout.backup(info.key())
                        .ifPresent(id -> places.put(id, place(id).plus(info)));
            }

            @Override
            public void prefix(ObjectKey prefix) {
                BackupId.parse(prefix.text())
                        .ifPresent(id -> places.put(id, place(id).plusTree()));
            }

            private Place place(BackupId id) {
                return places.getOrDefault(id, Place.nothing(id));
            }
        });
        return places.values();
    }

    /// How a backup lies there that has no record; empty if there is none, or it has one. Costs one listing.
    ///
    /// @param recordedToo whether it may have one
    Optional<FormatKind> lying(BackupId id, boolean recordedToo) throws IOException {
        return places(new ObjectKey(id.key().path().parent())).stream()
                .filter(place -> place.id().equals(id) && place.hasData() && (recordedToo || !place.recorded()))
                .findFirst()
                .map(place -> place.archive() ? FormatKind.TGZ : FormatKind.RSYNC);
    }
}
