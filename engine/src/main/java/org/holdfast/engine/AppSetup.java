package org.holdfast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.format.Progress;

/// An app that is to be set up from a backup: first everything is looked at that could make it fail, then it is
/// restored. Thread-safe.
///
/// @param engine of the store that has the backup
public record AppSetup(BackupEngine engine, BackupRecord record, ImportRequest request) {
    /// Looks, and changes nothing.
    public List<ImportFinding> check() throws BackupException {
        return engine.checkImport(record, request);
    }

    /// How an import ends that begins in spite of what was found; empty if it may begin.
    public static Optional<Failure> failure(List<ImportFinding> findings) {
        return findings.stream()
                .filter(finding -> !finding.isPassed())
                .map(ImportFinding::failure)
                .findFirst();
    }

    /// Restores, unless it must not begin.
    ///
    /// @param findings of [#check()]
    /// @return without notices that the findings have already
    /// @throws BackupException also with all the reasons if it must not begin
    public RestoreSummary restore(List<ImportFinding> findings, Progress progress) throws BackupException {
        Optional<Failure> failure = failure(findings);
        if (failure.isPresent()) {
            throw refused(findings, failure.get());
        }
        RestoreSummary summary = engine.restore(record, request.restore(), progress);
        List<String> notices = summary.notices().stream()
                .filter(notice ->
                        findings.stream().noneMatch(finding -> finding.text().contains(notice)))
                .toList();
        return new RestoreSummary(
                summary.entries(), summary.files(), summary.bytes(), notices, summary.lost(), summary.whole());
    }

    private BackupException refused(List<ImportFinding> findings, Failure failure) {
        List<String> reasons = new ArrayList<>();
        for (ImportFinding finding : findings) {
            if (!finding.isPassed()) {
                reasons.add(finding.subject() + ": " + finding.text() + "; " + finding.hint());
            }
        }
        return new BackupException(
                failure,
                record.id() + " cannot be set up here; nothing was written",
                "mend what is refused, and begin again",
                reasons,
                null);
    }
}
