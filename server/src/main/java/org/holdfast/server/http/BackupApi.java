package org.holdfast.server.http;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupId;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Json;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.Standing;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;

/// Backups of a site.
final class BackupApi {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_DIRECTORY = 1000;

    /// Each derives a key, and holds a manifest or a file on the disk.
    private static final int MOST_READERS = 4;

    private static final long PATIENCE_SECONDS = 30;

    private final Api api;
    private final Semaphore readers = new Semaphore(MOST_READERS);

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
                Api.post(backup + "/restore", this::restore),
                Api.post(backup + "/import", this::importApp),
                Api.post(backup + "/clone", this::cloneApp));
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

    /// The backup that a call names, from the catalog.
    private Standing standing(Call call) throws BackupException {
        SiteConfig site = site(call);
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

    @FunctionalInterface
    private interface Reading<T> {
        T read(BackupEngine engine) throws BackupException;
    }

    private <T> T read(SiteConfig site, Reading<T> reading) throws BackupException {
        try {
            if (!readers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BackupException(
                        Failure.LOCKED, "too many read backups at the same time", "try again in a while");
            }
        } catch (InterruptedException e) {
            throw new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
        }
        try (BackupEngine engine =
                api.shop().opener().open(site, org.holdfast.engine.Vault.Access.READ, Progress.NONE)) {
            return reading.read(engine);
        } finally {
            readers.release();
        }
    }

    private Answer files(Call call) throws BackupException {
        Fields fields = call.parameters();
        BytePath directory = path(fields).orElse(BytePath.ROOT);
        Optional<BytePath> after = path(fields, "after");
        int limit = fields.number("limit", 1, LARGEST_DIRECTORY, LARGEST_DIRECTORY);
        fields.end();
        BackupRecord record = standing(call).record();
        DirectoryPage page = new DirectoryPage(directory, after, limit);
        return read(site(call), engine -> {
            engine.files(record, List.of(), page);
            return Answer.Document.ok(page.members());
        });
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
        return new Answer.Download(
                path.isRoot() ? "file" : path.name().text(),
                out -> read(site, engine -> {
                    engine.cat(record, path.text(), out);
                    return true;
                }));
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

    private Answer changed(Call call, Reading<BackupRecord> change) throws BackupException {
        SiteConfig site = site(call);
        BackupRecord record = api.orders().change(site, change::read);
        api.catalogs().changed(site.name());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", record.id());
        members.put("pinned", record.pinned());
        members.put("label", record.label().orElse(""));
        return Answer.Document.ok(members);
    }

    private Answer restore(Call call) throws BackupException {
        Fields fields = call.fields();
        Path target = api.targets().of(fields.text("target"));
        List<String> paths = fields.texts("paths");
        Overwrite overwrite = fields.constant("overwrite", Overwrite.class, Overwrite.REFUSE);
        boolean acceptDamaged = fields.flag("acceptDamaged", false);
        fields.end();
        RestoreRequest request = new RestoreRequest(
                target, new TreeMap<>(), Optional.empty(), paths, overwrite, false, false, acceptDamaged);
        return SiteApi.begun(api.jobs()
                .submit(api.orders().restore(site(call), standing(call).record().id(), request)));
    }

    private Answer importApp(Call call) throws BackupException {
        Fields fields = call.fields();
        Path target = api.targets().of(fields.text("target"));
        Optional<String> version = fields.optionalText("version").filter(text -> !text.isEmpty());
        boolean ignoreOwners = fields.flag("ignoreOwners", false);
        fields.end();
        return SiteApi.begun(api.jobs()
                .submit(api.orders()
                        .importApp(site(call), standing(call).record().id(), target, version, ignoreOwners)));
    }

    private Answer cloneApp(Call call) throws BackupException {
        Fields fields = call.fields();
        Path target = api.targets().of(fields.text("target"));
        AppId id = AppId.of(fields.text("app"));
        boolean dumps = fields.flag("dumps", false);
        boolean ignoreOwners = fields.flag("ignoreOwners", false);
        fields.end();
        return SiteApi.begun(api.jobs()
                .submit(api.orders()
                        .cloneApp(site(call), standing(call).record().id(), id, target, dumps, ignoreOwners)));
    }
}
