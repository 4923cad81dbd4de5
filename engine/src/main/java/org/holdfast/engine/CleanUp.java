package org.holdfast.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.format.Progress;

/// Removes from a store what runs that died have left there. Backups stay, and so does whatever a run may still be at
/// work on: on this machine its lock says so, and as another machine may back up the same app, only age says that
/// nobody is. Needs no key.
final class CleanUp {
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final CleanupRequest request;
    private final Debris.Visitor visitor;

    CleanUp(Vault vault, StateDirectory state, InstantSource clock, CleanupRequest request, Debris.Visitor visitor) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.request = request;
        this.visitor = visitor;
    }

    void run(Progress progress) throws IOException {
        Instant limit = clock.instant().minus(request.olderThan());
        Set<AppId> ours = state.apps(vault);
        TreeMap<String, List<Finding>> byApp = new TreeMap<>();
        for (Finding finding : new Survey(vault).findings(progress)) {
            byApp.computeIfAbsent(finding.app().map(AppId::value).orElse(""), _ -> new ArrayList<>())
                    .add(finding);
        }
        for (var entry : byApp.entrySet()) {
            String app = entry.getKey();
            List<AppId> busy = app.isEmpty()
                    // What could be anybody's.
                    ? List.copyOf(ours)
                    : ours.stream().filter(one -> one.value().equals(app)).toList();
            settle(entry.getValue(), busy, limit);
        }
        if (!request.dryRun()) {
            vault.raw().flush();
        }
    }

    /// @param apps whose runs on this machine could be at work on the findings
    private void settle(List<Finding> findings, List<AppId> apps, Instant limit) throws IOException {
        List<AppLock> locks = new ArrayList<>();
        try {
            for (AppId app : apps) {
                locks.add(AppLock.acquire(state.app(vault, app).lock(), app, vault.name(), clock.instant()));
            }
            for (Finding finding : findings) {
                settle(finding, limit);
            }
        } catch (BackupException e) {
            if (e.failure() != Failure.LOCKED) {
                throw e;
            }
            for (Finding finding : findings) {
                tellKept(finding, String.valueOf(e.getMessage()));
            }
        } finally {
            for (AppLock lock : locks) {
                lock.close();
            }
        }
    }

    private void settle(Finding finding, Instant limit) throws IOException {
        Optional<Debris> found = finding.look();
        if (found.isEmpty()) {
            return;
        }
        Debris debris = found.get();
        // Two that remove the same backup do not get in each other's way.
        boolean mayBeRemovedAtAnyAge = debris.kind() == Debris.Kind.HALF_REMOVED_BACKUP;
        if (!finding.doubt().isEmpty()) {
            visitor.found(debris, Debris.Fate.KEPT, finding.doubt());
        } else if (!mayBeRemovedAtAnyAge && debris.since().isAfter(limit)) {
            visitor.found(debris, Debris.Fate.KEPT, "younger than " + hours(request.olderThan()));
        } else if (request.dryRun()) {
            visitor.found(debris, Debris.Fate.REMOVABLE, "");
        } else {
            finding.remove();
            visitor.found(debris, Debris.Fate.REMOVED, "");
        }
    }

    private void tellKept(Finding finding, String reason) throws IOException {
        Optional<Debris> found = finding.look();
        if (found.isPresent()) {
            visitor.found(found.get(), Debris.Fate.KEPT, reason);
        }
    }

    private static String hours(Duration age) {
        return age.toHours() > 0 ? age.toHours() + " h" : age.toSeconds() + " s";
    }
}
