package org.holdfast.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// A look at all of a store for what is no backup. Costs one listing and one read a backup, and changes
/// nothing.
final class Survey {
    private final Vault vault;

    Survey(Vault vault) {
        this.vault = vault;
    }

    /// What there is in a store.
    ///
    /// @param records all that can be read, whatever their state
    /// @param unreadable whose records cannot be read
    /// @param places what lies under the names of backups
    record Seen(
            List<Finding> findings,
            List<BackupRecord> records,
            List<BackupId> unreadable,
            Map<BackupId, Catalog.Place> places) {}

    /// @param progress hears of records that cannot be read; what they stand for is no debris
    Seen look(Progress progress) throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<BackupId> unreadable = Collections.synchronizedList(new ArrayList<>());
        vault.raw().unfinished(ObjectKey.ROOT, found -> {
            if (!found.id().isEmpty()) {
                findings.add(new Finding.DeadUpload(vault.raw(), found));
            } else if (isOurs(found.key())) {
                findings.add(new Finding.EmptyDirectory(vault.raw(), found));
            }
        });
        Map<BackupId, Catalog.Place> places = new ConcurrentHashMap<>();
        List<BackupRecord> records = new Catalog(vault.raw()).all(new Catalog.Listener() {
            @Override
            public void damaged(BackupId id, BackupException why) {
                unreadable.add(id);
                progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint()));
            }

            @Override
            public void found(Catalog.Place place) {
                places.put(place.id(), place);
            }
        });
        for (BackupRecord record : records) {
            if (record.state() != BackupRecord.State.NORMAL) {
                findings.add(new Finding.DeadBackup(vault, record.backupId()));
            }
        }
        for (Catalog.Place place : places.values()) {
            if (!place.recorded()) {
                findings.add(unrecorded(place));
            }
        }
        return new Seen(List.copyOf(findings), records, List.copyOf(unreadable), Map.copyOf(places));
    }

    private static boolean isOurs(ObjectKey directory) {
        return directory.text().matches(BackupTime.PATTERN)
                || Layout.subject(directory).isPresent();
    }

    /// The working copies that nobody needs: of apps that are not wanted, and those of a format that an app has not
    /// any more.
    ///
    /// @param formats of the newest backups
    List<Finding> workingCopies(Set<Subject> wanted, Map<Subject, FormatKind> formats) throws IOException {
        Map<AppId, Set<FormatKind>> found = new TreeMap<>(Comparator.comparing(AppId::value));
        vault.raw().list(Layout.WORKING_COPIES, Depth.CHILDREN, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                add(info.key(), Layout.isArchive(info.key()) ? EnumSet.of(FormatKind.TGZ) : Set.of());
            }

            @Override
            public void prefix(ObjectKey prefix) {
                add(prefix, EnumSet.of(FormatKind.RSYNC));
            }

            private void add(ObjectKey key, Set<FormatKind> kinds) {
                if (Layout.subject(key).orElse(null) instanceof AppId app) {
                    found.computeIfAbsent(app, _ -> EnumSet.noneOf(FormatKind.class))
                            .addAll(kinds);
                }
            }
        });
        List<Finding> findings = new ArrayList<>();
        found.forEach((app, there) -> {
            if (!wanted.contains(app)) {
                findings.add(new Finding.WorkingCopy(vault, app, EnumSet.allOf(FormatKind.class)));
            } else if (formats.containsKey(app) && there.size() > 1) {
                Set<FormatKind> others = EnumSet.complementOf(EnumSet.of(formats.get(app)));
                findings.add(new Finding.WorkingCopy(vault, app, others));
            }
        });
        return findings;
    }

    private Finding unrecorded(Catalog.Place place) {
        Instant since = place.since().equals(Instant.EPOCH) ? place.id().time() : place.since();
        return new Finding.Unrecorded(vault, place.id(), place.hasData(), since);
    }
}
