package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.Slices;
import org.holdfast.engine.verify.Verification;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// Verifies one backup after the other, whatever becomes of one of them, and has their records remember it.
/// Thread-safe.
final class VerifyBackups {
    private static final int MOST_REPAIRS = 100;

    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final AppGuard guard;
    private final FindBackup find;
    private final ReviseRecord revise;

    VerifyBackups(Vault vault, StateDirectory state, InstantSource clock, AppGuard guard, FindBackup find) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.guard = guard;
        this.find = find;
        this.revise = new ReviseRecord(vault, guard, find, "backup verify");
    }

    /// @param repair where to look for what is lost; empty to repair nothing
    void run(VerifyRequest request, Optional<OtherVaults> repair, VerifyVisitor visitor, Progress progress)
            throws IOException {
        List<BackupRecord> records = chosen(request, visitor, progress);
        if (records.isEmpty()) {
            return;
        }
        vault.unlock(Vault.Access.READ);
        for (BackupRecord record : records) {
            try {
                verify(record, request, repair, visitor, progress);
            } catch (IOException e) {
                BackupException why = Failures.explain(e);
                switch (why.failure()) {
                    case FAILED, DAMAGED, LOCKED -> visitor.failed(record.id(), why);
                    case MISCONFIGURED, NOT_FOUND, WRONG_PASSWORD, UNREACHABLE, NAMES_TOO_LONG, INTERRUPTED ->
                        throw why;
                }
            }
        }
    }

    /// A record that is damaged is a finding, unless its backup was asked for by name.
    private List<BackupRecord> chosen(VerifyRequest request, VerifyVisitor visitor, Progress progress)
            throws IOException {
        List<BackupRecord> records = new ArrayList<>();
        if (!request.backups().isEmpty()) {
            for (String name : request.backups()) {
                records.add(find.named(name));
            }
            return records;
        }
        // Heard from several threads.
        Map<BackupId, BackupException> unreadable = new ConcurrentSkipListMap<>();
        new Catalog(vault.raw())
                .all(unreadable::put).stream()
                        .filter(record -> record.state() == BackupRecord.State.NORMAL)
                        .filter(record -> isAskedFor(record.app(), request))
                        .forEach(records::add);
        unreadable.forEach((id, why) -> {
            if (why.failure() != Failure.DAMAGED) {
                progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint()));
            } else if (isAskedFor(id.app(), request)) {
                visitor.verified(unreadable(id, why, request));
            }
        });
        return records;
    }

    private static boolean isAskedFor(String app, VerifyRequest request) {
        return request.app().isEmpty() || request.app().get().equals(app);
    }

    private static VerifyResult unreadable(BackupId id, BackupException why, VerifyRequest request) {
        VerifyFinding finding = new VerifyFinding(
                VerifyFinding.Kind.RECORD, Optional.empty(), String.valueOf(why.getMessage()), why.hint());
        return new VerifyResult(
                id.value(), "", request.mode(), Extent.NOTHING, Extent.NOTHING, Slices.all(), List.of(finding), 1, 0);
    }

    private void verify(
            BackupRecord record,
            VerifyRequest request,
            Optional<OtherVaults> repair,
            VerifyVisitor visitor,
            Progress progress)
            throws IOException {
        VerifyResult result = new VerifyBackup(vault, state, record, request, progress).run();
        if (!result.isGood() && repair.isPresent() && !isGone(record)) {
            result = repaired(record, result, request, repair.get(), progress);
        }
        if (!result.isGood() && isGone(record)) {
            if (request.backups().isEmpty()) {
                progress.on(new Event.Noticed(record.id() + " was removed while it was verified"));
            } else {
                visitor.failed(record.id(), find.missing(record.id()));
            }
            return;
        }
        visitor.verified(result);
        remember(record, result, progress);
    }

    /// The stores that may hold what this one lost.
    @FunctionalInterface
    interface OtherVaults {
        /// Unlocked.
        List<Vault> open() throws IOException;
    }

    /// Repairs as long as that makes it better: only so many findings are listed, and a manifest that is back may show
    /// more.
    ///
    /// @return how the backup is afterwards
    private VerifyResult repaired(
            BackupRecord record, VerifyResult found, VerifyRequest request, OtherVaults others, Progress progress)
            throws IOException {
        Subject subject = record.subject();
        try (AppLock here = guard.here(subject)) {
            return guard.inStore(here, subject, "backup verify --repair", progress, hold -> {
                VerifyResult last = found;
                for (int round = 0; !last.isGood() && round < MOST_REPAIRS; round++) {
                    VerifyResult now = repairedOnce(record, last, request, others.open(), hold, progress);
                    boolean better =
                            now.total() < last.total() || !now.findings().equals(last.findings());
                    last = now;
                    if (!better) {
                        break;
                    }
                }
                return last;
            });
        }
    }

    private VerifyResult repairedOnce(
            BackupRecord record,
            VerifyResult found,
            VerifyRequest request,
            List<Vault> others,
            AppGuard.Hold hold,
            Progress progress)
            throws IOException {
        Path scratch = state.temporary();
        try {
            new RepairBackup(vault, record, found, others, scratch, hold, progress).run();
        } finally {
            Trees.delete(scratch);
        }
        BackupRecord current = new Catalog(vault.raw()).find(record.backupId()).orElse(record);
        return new VerifyBackup(vault, state, current, request, progress).run();
    }

    private boolean isGone(BackupRecord record) throws IOException {
        try {
            return new Catalog(vault.raw())
                    .find(record.backupId())
                    .filter(found -> found.state() == BackupRecord.State.NORMAL)
                    .isEmpty();
        } catch (BackupException e) {
            if (!Catalog.isOfTheRecord(e)) {
                throw e;
            }
            return false;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// What was found is no less true where nobody may write it down.
    private void remember(BackupRecord record, VerifyResult result, Progress progress) throws IOException {
        try {
            BackupRecord revised = revise.run(
                    record.backupId(), current -> current.with(Verification.of(result, now(), current.verification())));
            if (result.isGood() && revised.isDamaged()) {
                progress.on(new Event.Noticed(record.id() + " was found to be damaged before, which this could not"
                        + " disprove; --read-data without a percentage can, or --drill"));
            }
        } catch (IOException e) {
            BackupException why = Failures.explain(e);
            if (why.failure() == Failure.INTERRUPTED) {
                throw why;
            }
            progress.on(new Event.Noticed("the result is not kept with " + record.id() + ": " + why.getMessage()));
        }
    }
}
