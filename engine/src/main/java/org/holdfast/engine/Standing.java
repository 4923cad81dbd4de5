package org.holdfast.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.retention.Candidate;
import org.holdfast.engine.retention.Reason;
import org.holdfast.engine.retention.Retention;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.engine.retention.Verdict;

/// Whether a backup is kept.
///
/// @param reasons why, or why not; for people; at least one
public record Standing(BackupRecord record, boolean kept, List<String> reasons) {
    public Standing {
        reasons = List.copyOf(reasons);
    }

    /// Where nothing removes a backup but its owner.
    static Standing withoutRules(BackupRecord record, Instant now) {
        List<Reason> reasons = new ArrayList<>();
        if (record.pinned()) {
            reasons.add(new Reason.Pinned());
        }
        record.preserveUntil()
                .filter(until -> until.isAfter(now))
                .ifPresent(until -> reasons.add(new Reason.Preserved(until)));
        if (reasons.isEmpty()) {
            reasons.add(new Reason.NoPolicy());
        }
        return new Standing(record, true, words(reasons));
    }

    /// Of every backup in a store.
    ///
    /// @param records all that can be read, whatever their state
    /// @param unreadable whose records cannot be read
    /// @param alive whose run may not have died yet if it was begun later
    /// @return one for each record that is a backup, in the same order
    static List<Standing> of(
            List<BackupRecord> records, List<BackupId> unreadable, RetentionRules rules, Instant now, Instant alive) {
        Map<String, BackupRecord> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.id(), record));
        // What an unreadable one refers to is not known, so nothing can be said to be no part of it.
        Optional<BackupId> doubtful = unreadable.stream()
                .filter(id -> id.subject() instanceof Subject.Server)
                .findFirst();
        List<Standing> standings = new ArrayList<>();
        Retention retention = new Retention(rules.policy(), now, rules.zone());
        for (Verdict verdict : retention.judge(
                records.stream().map(record -> candidate(record, rules, alive)).toList())) {
            BackupRecord record = byId.get(verdict.candidate().id());
            if (record != null && record.state() == BackupRecord.State.NORMAL) {
                standings.add(standing(record, verdict, doubtful));
            }
        }
        return List.copyOf(standings);
    }

    private static Standing standing(BackupRecord record, Verdict verdict, Optional<BackupId> doubtful) {
        return switch (verdict) {
            case Verdict.Kept(var _, var reasons) -> new Standing(record, true, words(reasons));
            case Verdict.Going(var _, var why) -> {
                if (doubtful.isPresent() && record.box().isEmpty()) {
                    String box = doubtful.get().value();
                    yield new Standing(record, true, words(List.of(new Reason.PerhapsPartOf(box))));
                }
                yield new Standing(record, false, List.of(why.words()));
            }
        };
    }

    private static Candidate candidate(BackupRecord record, RetentionRules rules, Instant alive) {
        boolean ofServer = record.box().isPresent();
        return new Candidate(
                record.id(),
                ofServer ? Optional.empty() : Optional.of(record.app()),
                ofServer || rules.isInstalled(record.app()),
                record.finished(),
                state(record, alive),
                record.pinned(),
                record.preserveUntil(),
                record.box().map(BackupRecord.Box::backups).orElse(List.of()));
    }

    private static Candidate.State state(BackupRecord record, Instant alive) {
        return switch (record.state()) {
            // One that is known to be damaged must not be the only one that is left.
            case NORMAL ->
                record.lacksSomething() || record.isDamaged() ? Candidate.State.INCOMPLETE : Candidate.State.COMPLETE;
            case CREATING -> record.finished().isAfter(alive) ? Candidate.State.RUNNING : Candidate.State.UNFINISHED;
            case REMOVING -> Candidate.State.HALF_REMOVED;
        };
    }

    private static List<String> words(List<Reason> reasons) {
        return reasons.stream().map(Reason::words).toList();
    }
}
