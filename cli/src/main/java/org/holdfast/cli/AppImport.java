package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AppSetup;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.view.Members;

/// Checks an import and then makes it, told in one form.
final class AppImport {
    private final Host host;
    private final LoggedOptions common;
    private final AppSetup setup;
    private final BackupRecord record;

    AppImport(Host host, LoggedOptions common, BackupEngine engine, BackupRecord record, ImportRequest request) {
        this.host = host;
        this.common = common;
        this.setup = new AppSetup(engine, record, request);
        this.record = record;
    }

    /// Where it goes.
    RestorePlaces places() {
        return setup.request().places();
    }

    /// Only looks, and tells all that was found.
    ///
    /// @return the exit code
    int check() throws BackupException {
        List<ImportFinding> findings = setup.check();
        if (common.json()) {
            new Results(host.output()).document(document(findings, Optional.empty(), Map.of()));
        } else {
            Map<String, String> lines = new LinkedHashMap<>();
            findings.forEach(finding -> lines.put(finding.subject(), line(finding)));
            new Results(host.output()).fields(lines);
        }
        return AppSetup.failure(findings).map(Failure::exitCode).orElse(0);
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

    /// Checks everything, then restores.
    ///
    /// @return what was found
    /// @throws BackupException if it must not begin, with all the reasons
    Done run() throws BackupException {
        List<ImportFinding> findings = setup.check();
        if (AppSetup.failure(findings).isEmpty()) {
            announce(findings);
        }
        RestoreSummary summary = setup.restore(findings, common.progress(host, record.app(), ""));
        summary.notices().forEach(common.messages(host)::warning);
        return new Done(findings, summary);
    }

    private void announce(List<ImportFinding> findings) {
        common.log().scope(record.app(), "").info("restoring " + record.id());
        Messages messages = common.messages(host);
        for (ImportFinding finding : findings) {
            if (finding.verdict() == ImportFinding.Verdict.WARNING) {
                messages.warning(finding.subject() + ": " + finding.text());
            }
        }
    }

    record Done(List<ImportFinding> findings, RestoreSummary summary) {}

    /// For `--json`.
    ///
    /// @param more members for the caller's own
    Map<String, Object> document(List<ImportFinding> findings, Optional<RestoreSummary> summary, Map<String, ?> more) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("backup", record.id());
        result.put("checks", findings.stream().map(Members::of).toList());
        summary.ifPresent(done -> {
            result.put("files", done.files());
            result.put("bytes", done.bytes());
            result.put("notices", done.notices());
        });
        result.putAll(more);
        return result;
    }
}
