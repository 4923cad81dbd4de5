package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.engine.view.Members;

/// What the doctor found, for people or programs. Confined to one thread.
final class DiagnosisView {
    private final Output output;
    private final List<Diagnosis> found;

    DiagnosisView(Output output, List<Diagnosis> found) {
        this.output = output;
        this.found = found;
    }

    /// Two lines for each, and how many there are.
    void text(Configuration configuration, boolean summary) {
        for (Diagnosis one : found) {
            output.result(line(lower(one.severity()), one.where() + ": " + one.what()));
            output.result(line("", "cure: " + one.cure()));
        }
        if (summary) {
            output.result(found.isEmpty() ? "all is well with " + looked(configuration) : totals());
        }
    }

    /// The first column is as wide as the longest severity.
    private static String line(String head, String text) {
        return String.format(Locale.ROOT, "%-7s  %s", head, text);
    }

    private static String looked(Configuration configuration) {
        return count(configuration.sites().size(), "site", "sites") + " and "
                + count(configuration.apps().size(), "app", "apps");
    }

    private String totals() {
        return count(number(Severity.DANGER), "danger", "dangers") + ", "
                + count(number(Severity.WARNING), "warning", "warnings") + ", "
                + count(number(Severity.ADVICE), "piece of advice", "pieces of advice");
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private int number(Severity severity) {
        return (int) found.stream().filter(it -> it.severity() == severity).count();
    }

    void json() {
        Results.Listing listing = new Results(output).listing("findings");
        for (Diagnosis one : found) {
            listing.add(Members.of(one));
        }
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("ok", number(Severity.DANGER) + number(Severity.WARNING) == 0);
        totals.put("dangers", number(Severity.DANGER));
        totals.put("warnings", number(Severity.WARNING));
        totals.put("advice", number(Severity.ADVICE));
        listing.end(totals);
    }

    private static String lower(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
