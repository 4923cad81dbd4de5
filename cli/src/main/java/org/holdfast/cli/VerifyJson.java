package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyResult;

/// Verifications as one JSON document. Confined to one thread.
final class VerifyJson extends VerifyView {
    private final Results.Listing listing;

    VerifyJson(LogScope log, Results results) {
        super(log);
        this.listing = results.listing("backups");
    }

    @Override
    void show(VerifyResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", result.backup());
        fields.put("verdict", result.isGood() ? "good" : "damaged");
        fields.put("mode", result.mode().id());
        fields.put("readFiles", result.read().files());
        fields.put("files", result.whole().files());
        fields.put("readBytes", result.read().bytes());
        fields.put("bytes", result.whole().bytes());
        fields.put("total", result.total());
        fields.put(
                "findings", result.findings().stream().map(VerifyJson::fields).toList());
        listing.add(fields);
    }

    private static Map<String, Object> fields(VerifyFinding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", finding.kind().id());
        finding.path().ifPresent(path -> JsonText.putPath(fields, path));
        fields.put("what", finding.what());
        fields.put("next", finding.next());
        return fields;
    }

    @Override
    void show(String backup, BackupException why) {
        listing.add(Map.of(
                "id",
                backup,
                "verdict",
                "failed",
                "message",
                String.valueOf(why.getMessage()),
                "details",
                List.copyOf(why.details()),
                "hint",
                why.hint()));
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
