package org.holdfast.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Tasks;

/// Removes the backups that a policy does not keep: the server's first, since they refer to the others.
final class ExpireBackups {
    private final Vault vault;
    private final Locks locks;
    private final CleanupRequest request;
    private final CleanupVisitor visitor;
    private final Duration billed;
    private final Setbacks setbacks;
    private final Map<BackupId, Catalog.Place> places;
    private final Set<BackupId> gone = new HashSet<>();

    /// By the id of an app's backup: the server's backup that was to go, refers to it, and is still there.
    private final Map<String, String> stillNeeded = new HashMap<>();

    /// @param places what the look at the store saw of each backup
    ExpireBackups(
            Vault vault,
            Locks locks,
            CleanupRequest request,
            CleanupVisitor visitor,
            Duration billed,
            Setbacks setbacks,
            Map<BackupId, Catalog.Place> places) {
        this.vault = vault;
        this.locks = locks;
        this.request = request;
        this.visitor = visitor;
        this.billed = billed;
        this.setbacks = setbacks;
        this.places = places;
    }

    /// Removes those that are not kept, and returns which are gone, or would be.
    ///
    /// @param standings oldest first
    Set<BackupId> run(List<Standing> standings, Instant now) throws IOException {
        Map<Subject, List<Standing>> going = new LinkedHashMap<>();
        going.put(new Subject.Server(), new ArrayList<>());
        for (Standing standing : standings) {
            if (standing.kept()) {
                visitor.judged(Judged.kept(standing.record(), standing.reasons()));
            } else {
                going.computeIfAbsent(standing.record().subject(), _ -> new ArrayList<>())
                        .add(standing);
            }
        }
        for (var entry : going.entrySet()) {
            expire(entry.getKey(), entry.getValue(), now);
        }
        return gone;
    }

    private void expire(Subject subject, List<Standing> going, Instant now) throws IOException {
        if (going.isEmpty()) {
            return;
        }
        AtomicBoolean begun = new AtomicBoolean();
        Optional<String> hindrance = hindrance(subject, () -> {
            begun.set(true);
            Map<BackupId, Debris.Extent> extents = extents(going);
            for (Standing standing : going) {
                expire(standing, extents, now);
            }
        });
        if (hindrance.isPresent() && !begun.get()) {
            going.forEach(standing -> keep(standing.record(), hindrance.get()));
        }
    }

    /// What each takes, looked at side by side, since that is most of the time of a dry run. Without those that could
    /// not be looked at.
    private Map<BackupId, Debris.Extent> extents(List<Standing> going) throws IOException {
        Map<BackupId, Debris.Extent> extents = new ConcurrentHashMap<>();
        try (Tasks tasks = new Tasks(vault.raw().capabilities().reads())) {
            for (Standing standing : going) {
                BackupId id = standing.record().backupId();
                if (!place(id).tree()) {
                    // Known already; handing it to another thread took longer.
                    extents.put(id, extent(id));
                    continue;
                }
                tasks.submit(() -> {
                    try {
                        extents.put(id, extent(id));
                    } catch (StoreException _) {
                        // It is looked at again when it is its turn, and then told.
                    }
                });
            }
            tasks.join();
        }
        return extents;
    }

    private Debris.Extent extent(BackupId id) throws IOException {
        return place(id).extent(vault.raw());
    }

    private Catalog.Place place(BackupId id) {
        return Objects.requireNonNull(places.get(id), "a record that was not seen");
    }

    /// Works under the lock of a subject.
    ///
    /// @return who holds it, or why it cannot be had
    private Optional<String> hindrance(Subject subject, Locks.Work work) throws IOException {
        try {
            return locks.ifNobodyIsAt(subject, work);
        } catch (StoreException e) {
            return Optional.of(setbacks.add(e));
        }
    }

    private void expire(Standing standing, Map<BackupId, Debris.Extent> extents, Instant now) throws IOException {
        BackupRecord record = standing.record();
        String box = stillNeeded.get(record.id());
        if (box != null) {
            keep(record, "part of " + box + ", which is still there");
            return;
        }
        Optional<Debris.Extent> extent = Optional.empty();
        try {
            // A dry run tells of the moment at which it looked.
            if (!request.dryRun()
                    && !new Catalog(vault.raw()).find(record.backupId()).equals(Optional.of(record))) {
                keep(record, "it was changed meanwhile");
                return;
            }
            Debris.Extent known = extents.get(record.backupId());
            extent = Optional.of(known == null ? extent(record.backupId()) : known);
            if (!request.dryRun()) {
                new RemoveBackup(vault).remove(record);
            }
            setbacks.success();
            gone.add(record.backupId());
            Debris.Fate fate = request.dryRun() ? Debris.Fate.REMOVABLE : Debris.Fate.REMOVED;
            visitor.judged(judged(record, fate, standing.reasons(), extent, now));
        } catch (IOException e) {
            needParts(record);
            String why = setbacks.add(e);
            visitor.judged(judged(record, Debris.Fate.FAILED, List.of(why), extent, now));
        }
    }

    private Judged judged(
            BackupRecord record, Debris.Fate fate, List<String> reasons, Optional<Debris.Extent> extent, Instant now) {
        Optional<Instant> until =
                Optional.of(record.finished().plus(billed)).filter(end -> end.isAfter(now) && !billed.isZero());
        return new Judged(
                record, fate, reasons, extent, vault.raw().capabilities().copySharesStorage(), until);
    }

    private void keep(BackupRecord record, String reason) {
        needParts(record);
        visitor.judged(Judged.kept(record, List.of(reason)));
    }

    private void needParts(BackupRecord record) {
        record.box().ifPresent(parts -> parts.backups().forEach(id -> stillNeeded.put(id, record.id())));
    }
}
