package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;
import org.junit.jupiter.api.Test;

/// What people and programs are told of a cleanup under a retention policy.
class CleanupTextTest {
    private static final Instant UNTIL = Instant.parse("2027-02-18T03:02:11.530Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Output output = new Output(out, false, new ByteArrayOutputStream(), false);

    private static BackupRecord record(String id) {
        return new BackupRecord(
                1,
                id,
                "blog",
                "1",
                BackupRecord.State.NORMAL,
                "tgz",
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                1,
                1,
                1,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static Judged judged(String id, Debris.Fate fate, long bytes, boolean shares, Optional<Instant> billed) {
        return new Judged(
                record(id),
                fate,
                List.of("first", "second"),
                bytes == 0 ? Optional.empty() : Optional.of(new Debris.Extent(3, bytes)),
                shares,
                billed);
    }

    private static void tell(CleanupVisitor visitor, Debris.Fate gone, boolean shares) {
        visitor.judged(judged("k", Debris.Fate.KEPT, 0, false, Optional.empty()));
        visitor.judged(judged("a", gone, 2048, shares, Optional.of(UNTIL.minusSeconds(86400))));
        visitor.judged(judged("b", gone, 1024, shares, Optional.of(UNTIL)));
        visitor.judged(judged("c", gone, 512, shares, Optional.empty()));
    }

    private List<String> lines() {
        output.flush();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aDryRunNamesWhatStaysAndWhatGoes() {
        CleanupText text = new CleanupText(output::result, true);
        tell(text, Debris.Fate.REMOVABLE, false);
        text.summarize(true, true);
        assertThat(lines())
                .containsExactly(
                        "kept k: first; second",
                        "would remove a (3 objects, 2.0 KiB): first; second; billed until 2027-02-17",
                        "would remove b (3 objects, 1.0 KiB): first; second; billed until 2027-02-18",
                        "would remove c (3 objects, 512 B): first; second",
                        "would remove 3 backups (3.5 KiB), keep 1; 3.0 KiB of it billed all the same, the last until"
                                + " 2027-02-18; nothing was removed");
    }

    @Test
    void aRunNamesWhatGoesAndWhatCouldNot() {
        CleanupText text = new CleanupText(output::result, false);
        text.found(
                new Debris(Debris.Kind.WORKING_COPY, "snapshot/app_wiki", Optional.of(new Debris.Extent(1, 7)), UNTIL),
                Debris.Fate.FAILED,
                "no answer");
        text.found(
                new Debris(Debris.Kind.EMPTY_DIRECTORY, "2026-11-20-030000-000", Optional.empty(), UNTIL),
                Debris.Fate.REMOVED,
                "");
        text.judged(judged("k", Debris.Fate.KEPT, 0, false, Optional.empty()));
        text.judged(judged("a", Debris.Fate.REMOVED, 2048, true, Optional.empty()));
        text.judged(judged("f", Debris.Fate.FAILED, 0, true, Optional.empty()));
        text.summarize(false, true);
        assertThat(lines())
                .containsExactly(
                        "could not remove working copy of a removed app snapshot/app_wiki (1 object, 7 B, from"
                                + " 2027-02-18T03:02:11Z); no answer",
                        "removed empty directory 2026-11-20-030000-000",
                        "removed a (3 objects, 2.0 KiB): first; second",
                        "could not remove f: first; second",
                        "removed 1, kept 1",
                        "removed 1 backup (up to 2.0 KiB), kept 2");
    }

    @Test
    void programsAreToldTheSame() {
        CleanupJson json = new CleanupJson(new Results(output));
        tell(json, Debris.Fate.REMOVABLE, true);
        json.end(true, true);
        assertThat(String.join("\n", lines())).isEqualTo("""
            {"debris": [
            ], "backups": [\
            {"id":"k","fate":"kept","reasons":["first","second"]},\
            {"id":"a","fate":"removable","reasons":["first","second"],"objects":3,"bytes":2048,\
            "billedUntil":"2027-02-17T03:02:11.530Z"},\
            {"id":"b","fate":"removable","reasons":["first","second"],"objects":3,"bytes":1024,\
            "billedUntil":"2027-02-18T03:02:11.530Z"},\
            {"id":"c","fate":"removable","reasons":["first","second"],"objects":3,"bytes":512}\
            ], "summary": {"wouldRemove":0,"wouldKeep":0,"wouldRemoveBackups":3,"wouldKeepBackups":1,\
            "bytesAtMost":3584,"billedBytes":3072,"billedUntil":"2027-02-18T03:02:11.530Z"}}\
            """);
    }
}
