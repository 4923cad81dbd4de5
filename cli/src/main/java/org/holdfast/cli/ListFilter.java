package org.holdfast.cli;

import java.time.Instant;
import java.util.List;
import org.holdfast.engine.BackupRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which backups to list: those that meet all that is asked for.
final class ListFilter {
    @Parameters(arity = "0..1", paramLabel = "APP", description = "Only the backups of this app; the same as --app.")
    private @Nullable String argument;

    @Option(names = "--app", paramLabel = "APP", description = "Only the backups of this app.")
    private @Nullable String app;

    @Option(names = "--label", paramLabel = "TEXT", description = "Only those with this in their label.")
    private @Nullable String label;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = Choice.OfWhen.class,
            description = "Only those made at or after this: 2026-11-20, 2026-11-20T03:00:00Z, or 7d for so long ago.")
    private Choice.@Nullable When since;

    @Option(
            names = "--before",
            paramLabel = "WHEN",
            converter = Choice.OfWhen.class,
            description = "Only those made before this.")
    private Choice.@Nullable When before;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            converter = Choice.OfStage.class,
            completionCandidates = Choice.OfStage.class,
            description = {
                "Only those that are complete or incomplete;",
                "or what is no backup: unfinished (being made, or its run died) or half-removed."
            })
    private Choice.@Nullable Stage state;

    boolean isSet() {
        return argument != null || app != null || label != null || since != null || before != null || state != null;
    }

    /// @param records whatever their state
    List<BackupRecord> chosen(List<BackupRecord> records, Instant now) {
        return records.stream()
                .filter(this::hasState)
                .filter(record -> argument == null || argument.equals(record.app()))
                .filter(record -> app == null || app.equals(record.app()))
                .filter(record -> label == null || record.label().orElse("").contains(label))
                .filter(record -> since == null || !record.finished().isBefore(since.at(now)))
                .filter(record -> before == null || record.finished().isBefore(before.at(now)))
                .toList();
    }

    private boolean hasState(BackupRecord record) {
        Choice.Stage stage = Choice.Stage.of(record);
        return state == null ? stage.isBackup() : stage == state;
    }
}
