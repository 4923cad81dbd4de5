package org.holdfast.server.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Json;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.server.job.JobOrder;
import org.holdfast.sync.TargetTree.Overwrite;

/// Backups that come back: restored, imported, cloned.
record RestoreApi(Api api) {
    List<Route> routes() {
        String backup = "/api/sites/{site}/backups/{backup}";
        return List.of(
                Api.post(backup + "/restore", this::restore),
                Api.post(backup + "/import", this::importApp),
                Api.post(backup + "/clone", this::cloneApp),
                Api.post("/api/imports", this::importExported));
    }

    private SiteConfig site(Call call) throws BackupException {
        return api.shop().configuration().site(call.part("site"));
    }

    private String backup(Call call) throws BackupException {
        return BackupApi.standing(api, site(call), call).record().id();
    }

    private Answer begun(JobOrder order) throws BackupException {
        return SiteApi.begun(api.jobs().submit(order));
    }

    /// Where a backup goes as a whole. Its dumps lie beside the target, since they are none of the app's files.
    private RestorePlaces places(Fields fields) throws BackupException {
        Path target = api.targets().of(fields.text("target"));
        SortedMap<String, Path> directories = new TreeMap<>();
        for (Map.Entry<String, String> directory :
                fields.textsByName("directories").entrySet()) {
            directories.put(directory.getKey(), api.targets().of(directory.getValue()));
        }
        Optional<Path> dumps = fields.flag("dumps", false)
                ? Optional.of(target.resolveSibling(target.getFileName() + ".dumps"))
                : Optional.empty();
        return new RestorePlaces(target, directories, dumps);
    }

    private Answer restore(Call call) throws BackupException {
        Fields fields = call.fields();
        RestoreRequest request = new RestoreRequest(
                places(fields),
                fields.texts("paths"),
                fields.constant("overwrite", Overwrite.class, Overwrite.REFUSE),
                fields.flag("delete", false),
                fields.flag("raw", false),
                fields.flag("acceptDamaged", false));
        fields.end();
        requireSense(request);
        return begun(api.restores().restore(site(call), backup(call), request));
    }

    private static void requireSense(RestoreRequest request) throws BackupException {
        if (request.deleteOthers() && !request.patterns().isEmpty()) {
            throw Fields.wrong("delete", "would remove all else from the target where \"paths\" name a part");
        }
        if (request.deleteOthers() && request.acceptDamaged()) {
            throw Fields.wrong("delete", "would remove from the target what a damaged backup has lost");
        }
        if (request.raw()
                && (request.places().dumpDirectory().isPresent()
                        || !request.places().directories().isEmpty())) {
            throw Fields.wrong("raw", "lays everything into the target, so there are no \"dumps\" or \"directories\"");
        }
    }

    private Answer importApp(Call call) throws BackupException {
        Fields fields = call.fields();
        return imported(fields, site(call), backup(call), Optional.empty());
    }

    private Answer imported(Fields fields, SiteConfig site, String backup, Optional<ExportedBackup> exported)
            throws BackupException {
        RestorePlaces places = places(fields);
        Optional<String> version = fields.optionalText("version").filter(text -> !text.isEmpty());
        boolean ignoreOwners = fields.flag("ignoreOwners", false);
        fields.end();
        return begun(api.restores().importApp(site, backup, exported, places, version, ignoreOwners));
    }

    /// From what another server exported: which certificates, credentials and password its store needs is known of the
    /// sites of the configuration only.
    private Answer importExported(Call call) throws BackupException {
        Fields fields = call.fields();
        Map<?, ?> file = fields.object("exported").orElseThrow(() -> Fields.wrong("exported", "is missing"));
        ExportedBackup exported =
                ExportedBackup.parse(Json.line(file).getBytes(StandardCharsets.UTF_8), "what was sent");
        Optional<String> named = fields.optionalText("site").filter(text -> !text.isEmpty());
        SiteConfig site = named.isPresent() ? api.shop().configuration().site(named.get()) : siteOf(exported);
        return imported(fields, site, exported.backup().value(), Optional.of(exported));
    }

    private SiteConfig siteOf(ExportedBackup exported) throws BackupException {
        for (SiteConfig site : api.shop().configuration().sites().values()) {
            if (exported.isIn(site.location())) {
                return site;
            }
        }
        throw new BackupException(
                Failure.MISCONFIGURED,
                "the exported backup is in " + exported.store() + ", which is no site of the configuration",
                "describe it as a site, or name the site by which it is known here");
    }

    private Answer cloneApp(Call call) throws BackupException {
        Fields fields = call.fields();
        RestorePlaces places = places(fields);
        AppId id = AppId.of(fields.text("app"));
        boolean ignoreOwners = fields.flag("ignoreOwners", false);
        fields.end();
        return begun(api.restores().cloneApp(site(call), backup(call), id, places, ignoreOwners));
    }
}
