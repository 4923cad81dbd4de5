package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.engine.view.Members;

/// Verifications as one JSON document. Confined to one thread.
final class VerifyJson extends VerifyView {
    private final Results.Listing listing;

    VerifyJson(LogScope log, Results results) {
        super(log);
        this.listing = results.listing("backups");
    }

    @Override
    void show(VerifyResult result) {
        listing.add(Members.of(result));
    }

    @Override
    void show(String backup, BackupException why) {
        listing.add(Members.of(backup, why));
    }

    @Override
    void end() {
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("good", good());
        totals.put("damaged", damaged());
        totals.put("failed", failed());
        listing.end(totals);
    }
}
