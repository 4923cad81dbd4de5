package org.holdfast.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.RestoreSummary;

/// Checks an import and then makes it, told in one form.
final class AppImport {
    private final Host host;
    private final LoggedOptions common;
    private final BackupEngine engine;
    private final BackupRecord record;
    private final ImportRequest request;

    AppImport(Host host, LoggedOptions common, BackupEngine engine, BackupRecord record, ImportRequest request) {
        this.host = host;
        this.common = common;
        this.engine = engine;
        this.record = record;
        this.request = request;
    }

    /// Only looks, and tells all that was found.
    ///
    /// @return the exit code
    int check() throws BackupException {
        List<ImportFinding> findings = engine.checkImport(record, request);
        if (common.json()) {
            new Results(host.output()).document(document(findings, Optional.empty(), Map.of()));
        } else {
            Map<String, String> lines = new LinkedHashMap<>();
            findings.forEach(finding -> lines.put(finding.subject(), line(finding)));
            new Results(host.output()).fields(lines);
        }
        return failure(findings).map(Failure::exitCode).orElse(0);
    }

    private static String line(ImportFinding finding) {
        return word(finding) + finding.text() + (finding.hint().isEmpty() ? "" : "; " + finding.hint());
    }

    private static String word(ImportFinding finding) {
        return switch (finding.verdict()) {
            case OK -> "ok: ";
            case WARNING -> "warning: ";
            case REFUSED, DAMAGED -> "refused: ";
        };
    }

    private static Optional<Failure> failure(List<ImportFinding> findings) {
        return findings.stream()
                .filter(finding -> !finding.isPassed())
                .map(ImportFinding::failure)
                .findFirst();
    }

    /// Checks everything, then restores.
    ///
    /// @return what was found
    /// @throws BackupException if it must not begin, with all the reasons
    Done run() throws BackupException {
        List<ImportFinding> findings = engine.checkImport(record, request);
        Optional<Failure> failure = failure(findings);
        if (failure.isPresent()) {
            throw refused(findings, failure.get());
        }
        common.log().scope(record.app(), "").info("restoring " + record.id());
        Messages messages = common.messages(host);
        for (ImportFinding finding : findings) {
            if (finding.verdict() == ImportFinding.Verdict.WARNING) {
                messages.warning(finding.subject() + ": " + finding.text());
            }
        }
        RestoreSummary summary = engine.restore(record, request.restore(), common.progress(host, record.app(), ""));
        // What was said before is not said again.
        summary.notices().stream()
                .filter(notice ->
                        findings.stream().noneMatch(finding -> finding.text().contains(notice)))
                .forEach(messages::warning);
        return new Done(findings, summary);
    }

    record Done(List<ImportFinding> findings, RestoreSummary summary) {}

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
                "--check shows all that is looked at",
                reasons,
                null);
    }

    /// For `--json`.
    ///
    /// @param more members for the caller's own
    Map<String, Object> document(List<ImportFinding> findings, Optional<RestoreSummary> summary, Map<String, ?> more) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("backup", record.id());
        result.put(
                "checks",
                findings.stream()
                        .map(finding -> new Check(
                                finding.subject(),
                                finding.verdict().name().toLowerCase(java.util.Locale.ROOT),
                                finding.text(),
                                finding.hint()))
                        .toList());
        summary.ifPresent(done -> {
            result.put("files", done.files());
            result.put("bytes", done.bytes());
            result.put("notices", done.notices());
        });
        result.putAll(more);
        return result;
    }

    private record Check(String check, String verdict, String text, String hint) {}
}
