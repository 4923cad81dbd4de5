package org.holdfast.server.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.VerifyVisitor;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.engine.view.Members;
import org.holdfast.server.job.Hints;
import org.holdfast.server.job.JobListener;
import org.holdfast.server.job.JobOrder;
import org.holdfast.server.job.JobState;

/// What a verification found. Confined to one thread.
final class VerifyReport implements VerifyVisitor {
    private static final int MOST_FINDINGS = 20;

    /// That are told one by one; the log tells of all.
    private static final int MOST_BACKUPS = 200;

    private final String site;
    private final JobListener listener;
    private final List<Map<String, Object>> backups = new ArrayList<>();
    private int good;
    private int damaged;
    private int failed;

    VerifyReport(String site, JobListener listener) {
        this.site = site;
        this.listener = listener;
    }

    @Override
    public void verified(VerifyResult result) {
        Map<String, Object> members = Members.of(result);
        members.put(
                "findings",
                result.findings().stream()
                        .limit(MOST_FINDINGS)
                        .map(VerifyReport::members)
                        .toList());
        add(members);
        if (result.isGood()) {
            good++;
            listener.note("", site, result.backup() + " is good");
            return;
        }
        damaged++;
        listener.error("", site, result.backup() + " is damaged: " + result.total() + " findings", "");
        for (VerifyFinding finding :
                result.findings().stream().limit(MOST_FINDINGS).toList()) {
            listener.error(
                    "",
                    site,
                    finding.path().map(path -> path + ": ").orElse("") + finding.what(),
                    Hints.here(finding.next()));
        }
    }

    private static Map<String, Object> members(VerifyFinding finding) {
        Map<String, Object> members = new LinkedHashMap<>(Members.of(finding));
        members.put("next", Hints.here(finding.next()));
        return members;
    }

    private void add(Map<String, Object> members) {
        if (backups.size() < MOST_BACKUPS) {
            backups.add(members);
        }
    }

    @Override
    public void failed(String backup, BackupException why) {
        failed++;
        add(Members.of(backup, why));
        listener.error("", site, backup + ": " + why.getMessage(), why.hint());
    }

    JobOrder.Result result() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backups", backups);
        members.put("good", good);
        members.put("damaged", damaged);
        members.put("failed", failed);
        String message = good + " good, " + damaged + " damaged, " + failed + " could not be verified";
        if (damaged + failed == 0) {
            return JobOrder.Result.of(message, members);
        }
        // One that found damage did its work, and would find the same if it were tried again.
        Set<String> failedSites = failed == 0 ? Set.of() : Set.of(site);
        return new JobOrder.Result(
                JobState.FAILED, message, "the log says what is wrong, and what to do", failedSites, members);
    }
}
