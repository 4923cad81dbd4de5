package org.holdfast.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Json;
import org.holdfast.engine.Standing;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.verify.Verification;
import org.holdfast.engine.verify.VerifyMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Show what is known of one backup, and why it is kept. Needs no password. Times are in UTC.",
        footer = {"", "Example:", "  holdfast backup show latest --from /mnt/disk/backups"})
final class ShowCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    private final Host host;

    ShowCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Stores stores = new Stores(host, common);
        ChosenStore chosen = stores.chosen(store);
        try (BackupEngine engine = stores.open(chosen)) {
            BackupRecord record = engine.find(id);
            Standing standing = engine.standing(record, chosen.retention(), common.progress(host));
            Results results = new Results(host.output());
            if (common.json()) {
                Map<String, Object> members = Json.members(record);
                members.put("kept", standing.kept());
                members.put("reasons", standing.reasons());
                results.document(members);
                return 0;
            }
            Map<String, String> fields = fields(record);
            fields.put(standing.kept() ? "kept" : "not kept", String.join("; ", standing.reasons()));
            record.box().ifPresent(box -> addParts(fields, box));
            results.fields(fields);
            return 0;
        }
    }

    private static Map<String, String> fields(BackupRecord record) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("backup", record.id());
        fields.put("app", record.box().isPresent() ? "(server)" : record.app());
        fields.put("version", record.appVersion());
        fields.put("format", record.format() + (record.encrypted() ? ", encrypted" : ", not encrypted"));
        fields.put("started", Text.time(record.started()));
        fields.put("finished", Text.time(record.finished()));
        fields.put("files", record.files() + " (" + SizeText.of(record.bytes()) + ")");
        fields.put("uploaded", record.uploadedFiles() + " (" + SizeText.of(record.uploadedBytes()) + ")");
        fields.put("state", record.isComplete() ? "complete" : "incomplete");
        if (!record.isComplete()) {
            fields.put("not read", String.valueOf(record.lost()));
            fields.put("unstable", String.valueOf(record.unstable()));
        }
        record.verification().ifPresent(verification -> addVerification(fields, verification));
        record.label().ifPresent(label -> fields.put("label", Text.printable(Text.wellFormed(label))));
        return fields;
    }

    private static void addVerification(Map<String, String> fields, Verification verification) {
        String right = Text.files(verification.files()) + " (" + SizeText.of(verification.bytes()) + ")";
        fields.put(
                "verified",
                Text.time(verification.at()) + " (" + verification.mode() + "), "
                        + (verification.mode().equals(VerifyMode.QUICK.id()) ? "no data read" : right + " right"));
        verification
                .damage()
                .ifPresent(damage -> fields.put(
                        "DAMAGED",
                        damage.findings() + (damage.findings() == 1 ? " finding, " : " findings, ")
                                + Text.time(damage.found()) + "; \"holdfast backup verify"
                                + (damage.deep() ? " --read-data" : "") + "\" shows what"));
    }

    private static void addParts(Map<String, String> fields, BackupRecord.Box box) {
        int number = 0;
        for (String part : box.backups()) {
            number++;
            fields.put("part " + number, part);
        }
        number = 0;
        for (BackupRecord.Missing missing : box.missing()) {
            number++;
            String outcome = missing.outcome().name().toLowerCase(Locale.ROOT);
            fields.put("missing " + number, missing.app() + " (" + outcome + "): " + Text.wellFormed(missing.reason()));
        }
    }
}
