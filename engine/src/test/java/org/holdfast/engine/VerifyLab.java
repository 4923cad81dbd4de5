package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;

/// Hears how verifications end.
final class VerifyLab implements VerifyVisitor, Progress {
    private final List<VerifyResult> results = new ArrayList<>();
    private final List<BackupException> failures = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<BytePath> read = new ArrayList<>();

    /// Of all backups.
    static VerifyRequest request(VerifyMode mode, int percent) {
        return new VerifyRequest(List.of(), Optional.empty(), mode, percent, Optional.empty());
    }

    /// Verifies the only backup of an engine.
    VerifyResult verify(BackupEngine engine, VerifyMode mode, int percent) throws BackupException {
        results.clear();
        engine.verify(request(mode, percent), this, this);
        assertThat(failures).isEmpty();
        return results.getFirst();
    }

    /// `kind path` of each finding, sorted.
    static List<String> found(VerifyResult result) {
        return result.findings().stream().map(VerifyLab::text).sorted().toList();
    }

    private static String text(VerifyFinding finding) {
        return finding.kind().id() + finding.path().map(path -> " " + path).orElse("");
    }

    List<VerifyResult> results() {
        return results;
    }

    /// Why some could not be verified.
    List<BackupException> failures() {
        return failures;
    }

    List<String> notices() {
        return notices;
    }

    /// The files that were read and were right.
    List<BytePath> read() {
        return read;
    }

    @Override
    public void verified(VerifyResult result) {
        results.add(result);
    }

    @Override
    public void failed(String backup, BackupException why) {
        failures.add(why);
    }

    @Override
    public synchronized void on(Event event) {
        if (event instanceof Event.Noticed(var message)) {
            notices.add(message);
        }
        if (event instanceof Event.Finished(var phase, var path) && phase == Event.Phase.VERIFY) {
            read.add(path);
        }
    }
}
