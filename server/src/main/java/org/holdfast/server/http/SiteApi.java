package org.holdfast.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Subject;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.ConfigurationView;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.view.Members;
import org.holdfast.server.work.CleanupReport;
import org.holdfast.server.work.Orders;

/// Sites and apps, and what is done with all of their backups.
record SiteApi(Api api) {
    private static final int ALL = 100;

    List<Route> routes() {
        return List.of(
                Api.get("/api/sites", _ -> sites()),
                Api.get("/api/sites/{site}", this::site),
                Api.get("/api/sites/{site}/cleanup", this::previewCleanup),
                Api.post("/api/sites/{site}/cleanup", this::cleanup),
                Api.post("/api/sites/{site}/verify", this::verify),
                Api.post("/api/sites/{site}/unlock", this::unlock),
                Api.get("/api/apps", _ -> apps()),
                Api.get("/api/apps/{app}", this::app),
                Api.post("/api/backups", this::backup));
    }

    private SiteConfig named(Call call) throws BackupException {
        return api.shop().configuration().site(call.part("site"));
    }

    /// As it is now: whoever looks at one site can wait for that.
    private Answer site(Call call) throws BackupException {
        SiteConfig site = named(call);
        api.catalogs().listing(site);
        return Answer.Document.ok(api.statuses().members(site));
    }

    private Answer sites() {
        return Answer.Document.ok(Map.of(
                "sites",
                api.shop().configuration().sites().values().stream()
                        .map(api.statuses()::members)
                        .toList()));
    }

    private Answer previewCleanup(Call call) throws BackupException {
        CleanupReport report = api.orders().previewCleanup(named(call));
        Map<String, Object> members = new LinkedHashMap<>(report.members());
        members.put("summary", report.summary(true));
        return Answer.Document.ok(members);
    }

    private Answer cleanup(Call call) throws BackupException {
        call.fields().end();
        return begun(api.jobs().submit(api.orders().cleanup(named(call), List.of())));
    }

    static Answer begun(org.holdfast.server.job.Job job) {
        return Answer.Document.accepted(job.members());
    }

    private Answer verify(Call call) throws BackupException {
        Fields fields = call.fields();
        List<String> backups = fields.texts("backups");
        Optional<String> app = fields.optionalText("app");
        VerifyMode mode = fields.constant("mode", VerifyMode.class, VerifyMode.QUICK);
        int percent = fields.number("percent", 1, ALL, ALL);
        boolean repair = fields.flag("repair", false);
        fields.end();
        return begun(
                api.jobs().submit(api.orders().verify(named(call), backups, app, mode, percent, repair, List.of())));
    }

    private Answer unlock(Call call) throws BackupException {
        Fields fields = call.fields();
        Optional<String> app = fields.optionalText("app");
        boolean server = fields.flag("server", false);
        boolean force = fields.flag("force", false);
        fields.end();
        if (app.isPresent() && server) {
            throw Fields.wrong("server", "is another lock than that of an app");
        }
        Optional<Subject> subject = server ? Optional.of(new Subject.Server()) : Optional.empty();
        if (app.isPresent()) {
            subject = Optional.of(AppId.of(app.get()));
        }
        Orders.Unlocking done = api.orders().unlock(named(call), subject, force);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("removed", done.removed().stream().map(Members::of).toList());
        members.put("kept", done.kept());
        return Answer.Document.ok(members);
    }

    private Answer apps() {
        return Answer.Document.ok(Map.of(
                "apps",
                api.shop().configuration().apps().values().stream()
                        .map(this::members)
                        .toList()));
    }

    private Answer app(Call call) throws BackupException {
        return Answer.Document.ok(members(api.shop().configuration().app(call.part("app"))));
    }

    private Map<String, Object> members(AppConfig app) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", app.id().value());
        members.put(
                "sites",
                api.shop().configuration().sitesOf(app.id().value()).stream()
                        .map(SiteConfig::name)
                        .toList());
        members.put("settings", new ConfigurationView(api.shop().configuration()).app(app));
        return members;
    }

    private Answer backup(Call call) throws BackupException {
        Fields fields = call.fields();
        List<String> apps = fields.texts("apps");
        Set<String> sites = Set.copyOf(fields.texts("sites"));
        Optional<String> label = fields.line("label");
        fields.end();
        RunRequest request = new RunRequest(apps, sites, label, Optional.empty());
        return begun(api.jobs().submit(api.orders().backup(request, List.of())));
    }
}
