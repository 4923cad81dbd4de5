package org.holdfast.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.StoreException;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.format.Progress;

/// Removes from a store what runs that died have left there, then the backups that a retention policy lets
/// go, then the working copies that nobody needs any more. Whatever a run may still be at work on stays: its
/// lock says so, and where there is none, only age says that nobody is. Interrupted, it is finished by the
/// next. Needs no key.
final class CleanUp {
    private final Vault vault;
    private final Locks locks;
    private final Instant now;
    private final CleanupRequest request;
    private final CleanupVisitor visitor;
    private final Duration billed;
    private final Setbacks setbacks = new Setbacks();

    /// @param billed how long what was stored is charged for at least
    CleanUp(Vault vault, Locks locks, Instant now, CleanupRequest request, CleanupVisitor visitor, Duration billed) {
        this.vault = vault;
        this.locks = locks;
        this.now = now;
        this.request = request;
        this.visitor = visitor;
        this.billed = billed;
    }

    /// @throws BackupException when all else is done, if something could not be removed
    void run(Progress progress) throws IOException {
        Survey survey = new Survey(vault);
        Survey.Seen seen = survey.look(progress);
        settle(seen.findings());
        if (request.retention().isPresent()) {
            applyRetention(survey, seen, request.retention().get());
        }
        if (!request.dryRun()) {
            attempt(locks::removeAbandoned);
            vault.raw().flush();
        }
        setbacks.report();
    }

    private void applyRetention(Survey survey, Survey.Seen seen, RetentionRules rules) throws IOException {
        List<Standing> standings = Standing.of(seen.records(), seen.unreadable(), rules, now, limit());
        Set<BackupId> gone =
                new ExpireBackups(vault, locks, request, visitor, billed, setbacks, seen.places()).run(standings, now);
        if (rules.installed().isPresent()) {
            settle(survey.workingCopies(wanted(seen, rules), formats(seen, gone)));
        }
    }

    /// Whose working copies somebody may need: of apps that are there, and of those about which there is any doubt.
    private static Set<Subject> wanted(Survey.Seen seen, RetentionRules rules) {
        Set<Subject> wanted = new HashSet<>();
        rules.installed().orElse(Set.of()).forEach(app -> wanted.add(new AppId(app)));
        seen.unreadable().forEach(id -> wanted.add(id.subject()));
        seen.findings().forEach(finding -> finding.subject().ifPresent(wanted::add));
        return wanted;
    }

    /// The format of each app's newest backup, which the next one probably has too.
    private static Map<Subject, FormatKind> formats(Survey.Seen seen, Set<BackupId> gone) {
        Map<Subject, FormatKind> formats = new HashMap<>();
        for (BackupRecord record : seen.records()) {
            BackupId id = record.backupId();
            if (record.state() == BackupRecord.State.NORMAL && !gone.contains(id)) {
                formats.remove(id.subject());
                FormatKind.known(record.format()).ifPresent(kind -> formats.put(id.subject(), kind));
            }
        }
        return formats;
    }

    private Instant limit() {
        return now.minus(request.olderThan());
    }

    private void settle(List<Finding> all) throws IOException {
        TreeMap<Optional<Subject>, List<Finding>> bySubject = new TreeMap<>(
                Comparator.comparing(subject -> subject.map(Subject::stem).orElse("")));
        for (Finding finding : all) {
            bySubject.computeIfAbsent(finding.subject(), _ -> new ArrayList<>()).add(finding);
        }
        for (var entry : bySubject.entrySet()) {
            List<Finding> findings = entry.getValue();
            AtomicBoolean begun = new AtomicBoolean();
            Locks.Work settling = () -> {
                begun.set(true);
                for (Finding finding : findings) {
                    attempt(() -> settle(finding));
                }
            };
            Optional<String> hindrance = hindrance(entry.getKey(), settling);
            if (hindrance.isPresent() && !begun.get()) {
                for (Finding finding : findings) {
                    attempt(() -> tellKept(finding, hindrance.get()));
                }
            }
        }
    }

    /// Works under the lock of a subject, or of all if it could be anybody's.
    ///
    /// @return who holds it, or why it cannot be had
    private Optional<String> hindrance(Optional<Subject> subject, Locks.Work work) throws IOException {
        try {
            return subject.isPresent() ? locks.ifNobodyIsAt(subject.get(), work) : locks.ifNobodyIsAtAny(work);
        } catch (StoreException e) {
            return Optional.of(setbacks.add(e));
        }
    }

    private void attempt(Locks.Work work) throws IOException {
        try {
            work.run();
            setbacks.success();
        } catch (IOException e) {
            setbacks.add(e);
        }
    }

    private void settle(Finding finding) throws IOException {
        Optional<Debris> found = finding.look();
        if (found.isEmpty()) {
            return;
        }
        Debris debris = found.get();
        // Two that remove the same thing do not get in each other's way.
        boolean mayBeRemovedAtAnyAge =
                debris.kind() == Debris.Kind.HALF_REMOVED_BACKUP || debris.kind() == Debris.Kind.EMPTY_DIRECTORY;
        String doubt = finding.doubt();
        if (!doubt.isEmpty()) {
            visitor.found(debris, Debris.Fate.KEPT, doubt);
        } else if (!mayBeRemovedAtAnyAge && debris.since().isAfter(limit())) {
            visitor.found(debris, Debris.Fate.KEPT, "younger than " + hours(request.olderThan()));
        } else if (request.dryRun()) {
            visitor.found(debris, Debris.Fate.REMOVABLE, "");
        } else {
            remove(finding, debris);
        }
    }

    private void remove(Finding finding, Debris debris) throws IOException {
        try {
            finding.remove();
        } catch (IOException e) {
            visitor.found(
                    debris,
                    Debris.Fate.FAILED,
                    String.valueOf(Failures.explain(e).getMessage()));
            throw e;
        }
        visitor.found(debris, Debris.Fate.REMOVED, "");
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
