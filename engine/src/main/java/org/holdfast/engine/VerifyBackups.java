package org.holdfast.engine;

import java.io.IOException;
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
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final FindBackup find;
    private final ReviseRecord revise;

    VerifyBackups(Vault vault, StateDirectory state, InstantSource clock, AppGuard guard, FindBackup find) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.find = find;
        this.revise = new ReviseRecord(vault, guard, find, "backup verify");
    }

    void run(VerifyRequest request, VerifyVisitor visitor, Progress progress) throws IOException {
        List<BackupRecord> records = chosen(request, visitor, progress);
        if (records.isEmpty()) {
            return;
        }
        vault.unlock(Vault.Access.READ);
        for (BackupRecord record : records) {
            try {
                verify(record, request, visitor, progress);
            } catch (IOException e) {
                BackupException why = Failures.explain(e);
                if (why.failure() != Failure.FAILED && why.failure() != Failure.DAMAGED) {
                    throw why;
                }
                visitor.failed(record.id(), why);
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

    private void verify(BackupRecord record, VerifyRequest request, VerifyVisitor visitor, Progress progress)
            throws IOException {
        VerifyResult result = new VerifyBackup(vault, state, record, request, progress).run();
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
