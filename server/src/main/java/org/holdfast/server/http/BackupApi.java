package org.holdfast.server.http;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupId;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Json;
import org.holdfast.engine.Standing;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.server.work.Orders;

/// Backups of a site, but for restoring them.
final class BackupApi {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_DIRECTORY = 1000;

    private final Api api;
    private final Readers readers = new Readers();

    BackupApi(Api api) {
        this.api = api;
    }

    List<Route> routes() {
        String backup = "/api/sites/{site}/backups/{backup}";
        return List.of(
                Api.get("/api/sites/{site}/backups", this::page),
                Api.get(backup, call -> Answer.Document.ok(members(standing(call)))),
                Api.get(backup + "/files", this::files),
                Api.get(backup + "/file", this::file),
                Api.get(backup + "/export", this::export),
                Api.put(backup + "/pin", this::pin),
                Api.put(backup + "/label", this::label),
                Api.post(backup + "/copy", this::copy),
                Api.delete(backup, this::remove));
    }

    private SiteConfig site(Call call) throws BackupException {
        return api.shop().configuration().site(call.part("site"));
    }

    private Answer page(Call call) throws BackupException {
        Fields fields = call.parameters();
        Optional<String> app = fields.optionalText("app");
        Optional<BackupId> after = after(fields);
        int limit = fields.number("limit", 1, LARGEST_PAGE, USUAL_PAGE);
        fields.end();
        List<Standing> all = api.catalogs().listing(site(call)).backups().reversed().stream()
                .filter(standing ->
                        app.isEmpty() || app.get().equals(standing.record().app()))
                .toList();
        int from = 0;
        if (after.isPresent()) {
            while (from < all.size() && all.get(from).record().backupId().compareTo(after.get()) >= 0) {
                from++;
            }
        }
        List<Standing> page = all.subList(from, Math.min(all.size(), from + limit));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backups", page.stream().map(BackupApi::members).toList());
        members.put("total", all.size());
        if (from + page.size() < all.size()) {
            members.put("next", page.getLast().record().id());
        }
        return Answer.Document.ok(members);
    }

    /// The last backup of the page before; it may be gone meanwhile.
    private static Optional<BackupId> after(Fields fields) throws BackupException {
        Optional<String> text = fields.optionalText("after");
        Optional<BackupId> id = text.flatMap(BackupId::parse);
        if (text.isPresent() && id.isEmpty()) {
            throw Fields.wrong("after", "is no id of a backup");
        }
        return id;
    }

    private static Map<String, Object> members(Standing standing) {
        Map<String, Object> members = Json.members(standing.record());
        members.values().removeIf(java.util.Objects::isNull);
        members.put("complete", standing.record().isComplete());
        members.put("damaged", standing.record().isDamaged());
        members.put("kept", standing.kept());
        members.put("reasons", standing.reasons());
        return members;
    }

    private Standing standing(Call call) throws BackupException {
        return standing(api, site(call), call);
    }

    /// The backup that a call names, from the catalog.
    static Standing standing(Api api, SiteConfig site, Call call) throws BackupException {
        String id = call.part("backup");
        return api.catalogs().listing(site).backups().stream()
                .filter(standing -> standing.record().id().equals(id))
                .findAny()
                .orElseThrow(() -> new BackupException(
                        Failure.NOT_FOUND,
                        "there is no backup "
                                + org.holdfast.names.ByteText.printable(org.holdfast.names.ByteText.encode(id))
                                + " in site " + site.name(),
                        ""));
    }

    private BackupEngine open(SiteConfig site) throws BackupException {
        return api.shop().opener().open(site, Vault.Access.READ, Progress.NONE);
    }

    private Answer files(Call call) throws BackupException {
        Fields fields = call.parameters();
        BytePath directory = path(fields).orElse(BytePath.ROOT);
        Optional<BytePath> after = path(fields, "after");
        int limit = fields.number("limit", 1, LARGEST_DIRECTORY, LARGEST_DIRECTORY);
        fields.end();
        BackupRecord record = standing(call).record();
        DirectoryPage page = new DirectoryPage(directory, after, limit);
        try (Readers.Turn _ = readers.begin();
                BackupEngine engine = open(site(call))) {
            engine.files(record, List.of(), page);
            return Answer.Document.ok(page.members());
        }
    }

    private static Optional<BytePath> path(Fields fields) throws BackupException {
        return path(fields, "path");
    }

    /// A path in a backup: text, or any bytes in base64, as in what was answered.
    private static Optional<BytePath> path(Fields fields, String name) throws BackupException {
        Optional<String> text = fields.optionalText(name).filter(path -> !path.isEmpty());
        Optional<String> base64 = fields.optionalText(name + "64");
        try {
            if (base64.isPresent()) {
                return Optional.of(BytePath.of(java.util.Base64.getDecoder().decode(base64.get())));
            }
            return text.map(BytePath::parse);
        } catch (IllegalArgumentException _) {
            throw Fields.wrong(name, "is no path in a backup");
        }
    }

    private Answer file(Call call) throws BackupException {
        Fields fields = call.parameters();
        BytePath path = path(fields).orElseThrow(() -> Fields.wrong("path", "is missing"));
        fields.end();
        SiteConfig site = site(call);
        BackupRecord record = standing(call).record();
        return new Answer.Download(path.isRoot() ? "file" : path.name().text(), out -> {
            try (Readers.Turn turn = readers.begin();
                    BackupEngine engine = open(site)) {
                engine.cat(record, path.text(), turn.sending(out));
            }
        });
    }

    private Answer export(Call call) throws BackupException {
        SiteConfig site = site(call);
        BackupRecord record = standing(call).record();
        byte[] content = ExportedBackup.export(
                site.location(), record, site.encryption().flatMap(EncryptionConfig::hint), site.sealing());
        return new Answer.Content(
                200,
                "application/json",
                Buffer.buffer(content),
                Map.of("Content-Disposition", ResponseStream.disposition(record.app() + "-backup.json")));
    }

    private Answer pin(Call call) throws BackupException {
        Fields fields = call.fields();
        boolean pinned = fields.flag("pinned", true);
        fields.end();
        BackupRecord record = standing(call).record();
        return changed(call, engine -> engine.pin(record, pinned));
    }

    private Answer label(Call call) throws BackupException {
        Fields fields = call.fields();
        Optional<String> label = fields.line("label");
        fields.end();
        BackupRecord record = standing(call).record();
        return changed(call, engine -> engine.label(record, label));
    }

    private Answer changed(Call call, Orders.Change change) throws BackupException {
        SiteConfig site = site(call);
        BackupRecord record = api.orders().change(site, change);
        api.catalogs().changed(site.name());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", record.id());
        members.put("pinned", record.pinned());
        members.put("label", record.label().orElse(""));
        return Answer.Document.ok(members);
    }

    private Answer copy(Call call) throws BackupException {
        Fields fields = call.fields();
        SiteConfig to = api.shop().configuration().site(fields.text("to"));
        fields.end();
        return SiteApi.begun(api.jobs()
                .submit(api.orders().copy(site(call), standing(call).record().id(), to)));
    }

    private Answer remove(Call call) throws BackupException {
        call.fields().end();
        return SiteApi.begun(api.jobs()
                .submit(api.orders().remove(site(call), standing(call).record().id())));
    }
}
