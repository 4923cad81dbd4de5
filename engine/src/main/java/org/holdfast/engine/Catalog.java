package org.holdfast.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;

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
            if (!record.id().equals(id.value()) || !record.app().equals(id.app()) || hasWrongParts(record, id)) {
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

    private static boolean hasWrongParts(BackupRecord record, BackupId id) {
        return record.box().isPresent() != (id.subject() instanceof Subject.Server);
    }

    /// Hears of records that are damaged, or were written by a newer version.
    @FunctionalInterface
    interface Damages {
        void damaged(BackupId id, BackupException why);

        /// There is something by the name of a backup, and no record.
        default void unrecorded(BackupId id) {}
    }

    /// Every record whatever its state, oldest first. Costs one listing a run and one read a backup. A damaged record
    /// hides no other.
    List<BackupRecord> all(Damages damages) throws IOException {
        List<BackupRecord> records = Collections.synchronizedList(new ArrayList<>());
        List<BackupId> ids = Collections.synchronizedList(new ArrayList<>());
        try (Tasks tasks = Tasks.over(store)) {
            for (ObjectKey tag : top().runs()) {
                tasks.submit(() -> {
                    Seen seen = seen(tag);
                    ids.addAll(seen.recorded);
                    seen.unrecorded().forEach(damages::unrecorded);
                });
            }
            tasks.join();
            for (BackupId id : ids) {
                tasks.submit(() -> read(id, damages).ifPresent(records::add));
            }
            tasks.join();
        }
        return records.stream()
                .sorted(Comparator.comparing(BackupRecord::backupId))
                .toList();
    }

    private Optional<BackupRecord> read(BackupId id, Damages damages) throws IOException {
        try {
            return find(id);
        } catch (BackupException e) {
            if (!isOfTheRecord(e)) {
                throw e;
            }
            damages.damaged(id, e);
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
            for (BackupId id : seen(tag).recorded) {
                Optional<BackupRecord> record = read(id, (_, _) -> {});
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

    /// What lies in the directory of a run.
    ///
    /// @param trees and `archives` those that are named like a backup's
    private record Seen(Set<BackupId> recorded, Set<BackupId> trees, Set<BackupId> archives) {
        Set<BackupId> unrecorded() {
            Set<BackupId> found = new TreeSet<>(trees);
            found.addAll(archives);
            found.removeAll(recorded);
            return found;
        }
    }

    private Seen seen(ObjectKey tag) throws IOException {
        Seen seen = new Seen(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        store.list(tag, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                idOf(info.key().path()).ifPresent(seen.recorded::add);
                if (Layout.isArchive(info.key())) {
                    Layout.backup(info.key()).ifPresent(seen.archives::add);
                }
            }

            @Override
            public void prefix(ObjectKey prefix) {
                BackupId.parse(prefix.text()).ifPresent(seen.trees::add);
            }
        });
        return seen;
    }

    /// How a backup lies there that has no record; empty if there is none, or it has one. Costs one listing.
    ///
    /// @param recordedToo whether it may have one
    Optional<FormatKind> lying(BackupId id, boolean recordedToo) throws IOException {
        Seen seen = seen(new ObjectKey(id.key().path().parent()));
        if (!recordedToo && seen.recorded.contains(id)) {
            return Optional.empty();
        }
        if (seen.archives.contains(id)) {
            return Optional.of(FormatKind.TGZ);
        }
        return seen.trees.contains(id) ? Optional.of(FormatKind.RSYNC) : Optional.empty();
    }

    private static Optional<BackupId> idOf(BytePath key) {
        String text = key.text();
        if (!text.endsWith(Layout.RECORD_SUFFIX)) {
            return Optional.empty();
        }
        return BackupId.parse(text.substring(0, text.length() - Layout.RECORD_SUFFIX.length()));
    }
}
