package org.holdfast.cli;

import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;

/// Verifications for people, a line for each backup and its findings below. Confined to one thread.
final class VerifyText extends VerifyView {
    private final Output output;
    private final Messages messages;
    private final boolean summaries;
    private final int percent;

    /// @param summaries whether what is good is named, too
    /// @param percent how much was to be read
    VerifyText(LogScope log, Output output, Messages messages, boolean summaries, int percent) {
        super(log);
        this.output = output;
        this.messages = messages;
        this.summaries = summaries;
        this.percent = percent;
    }

    @Override
    void show(VerifyResult result) {
        if (result.isGood() && !summaries) {
            return;
        }
        output.result(
                result.isGood()
                        ? "good     " + result.backup() + ": " + read(result)
                        : "damaged  " + result.backup() + ": " + count(result.total()) + "; " + read(result));
        List<VerifyFinding> findings = result.findings();
        for (int i = 0; i < findings.size(); i++) {
            VerifyFinding finding = findings.get(i);
            output.result("  " + finding.kind().id() + ": " + finding.what());
            // Said once for all that have it in common.
            boolean last =
                    i + 1 == findings.size() || !findings.get(i + 1).next().equals(finding.next());
            if (last && !finding.next().isEmpty()) {
                output.result("    next: " + finding.next());
            }
        }
        if (result.total() > findings.size()) {
            output.result("  and " + (result.total() - findings.size()) + " more");
        }
        if (summaries
                && percent < 100
                && result.format().equals("tgz")
                && result.read().files() > 0) {
            messages.note(result.backup() + " is one archive, which cannot be read in part; all of it was read");
        }
    }

    private static String count(long findings) {
        return findings + (findings == 1 ? " finding" : " findings");
    }

    private static String read(VerifyResult result) {
        Extent read = result.read();
        Extent whole = result.whole();
        if (whole.files() == 0) {
            return "nothing could be compared";
        }
        if (result.mode() == VerifyMode.QUICK) {
            return Text.files(whole.files()) + " (" + SizeText.of(whole.bytes()) + ") by the listing, none was read";
        }
        return (result.mode() == VerifyMode.DRILL ? "restored " : "read ") + read.files() + " of "
                + Text.files(whole.files()) + " (" + SizeText.of(read.bytes()) + " of " + SizeText.of(whole.bytes())
                + ")";
    }

    @Override
    void show(String backup, BackupException why) {
        messages.error(
                backup + ": " + why.getMessage(),
                why.details(),
                why.hint(),
                why.failure().exitCode());
    }

    @Override
    void end() {}
}
