package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ClonedApp;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.Json;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.run.ClonePlaces;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "clone",
        description = {
            "Set up an app a second time, from a backup of it.",
            "Prints what to add to holdfast.yaml for the new app."
        },
        footer = {
            "",
            "Example:",
            "  holdfast app clone blog@latest --from /mnt/disk/backups --target /srv/blog-test/data --app-id blog-test"
        })
final class AppCloneCommand extends LoggedCommand {
    @Mixin
    private final ReadStore store = new ReadStore();

    @Mixin
    private final AppTarget target = new AppTarget();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Option(
            names = "--app-id",
            paramLabel = "NEW",
            description = "The id of the new app. Default: the old one with -clone.")
    private @Nullable String appId;

    AppCloneCommand(Host host) {
        super("app clone", host);
    }

    @Override
    int run() throws IOException {
        ChosenStore chosen = store.chosen(new Stores(host(), common()));
        Optional<Configuration> configuration = new Configurations(host(), common()).find();
        try (BackupEngine engine = store.open(host(), common(), chosen)) {
            BackupRecord record = engine.findReadable(id, false);
            ClonedApp clone =
                    ClonedApp.of(AppId.of(record.app()), AppId.of(appId == null ? record.app() + "-clone" : appId));
            RestorePlaces places = target.places(app(configuration, clone.id()));
            new ClonePlaces(chosen.location(), app(configuration, clone.original())).requireApart(places.all());
            AppImport work = new AppImport(host(), common(), engine, record, request(record, places));
            AppImport.Done done = work.run();
            clone.settle(places);
            print(work, done, clone, record);
        }
        return 0;
    }

    private static Optional<AppConfig> app(Optional<Configuration> configuration, AppId id) {
        return configuration.map(found -> found.apps().get(id.value()));
    }

    /// The clone runs the version that was backed up.
    private ImportRequest request(BackupRecord record, RestorePlaces places) {
        return new ImportRequest(places, Optional.of(record.appVersion()), false, target.ignoreOwners());
    }

    private void print(AppImport work, AppImport.Done done, ClonedApp clone, BackupRecord record) {
        String data = Text.printable(work.places().target());
        Map<String, String> others = new TreeMap<>();
        work.places().directories().forEach((name, path) -> {
            // The backup may not have it.
            if (Files.isDirectory(path)) {
                others.put(name, Text.printable(path));
            }
        });
        String summary = "cloned " + Text.files(done.summary().files()) + " ("
                + SizeText.of(done.summary().bytes()) + ") of " + record.id();
        if (common().json()) {
            Map<String, Object> app = new LinkedHashMap<>();
            app.put("id", clone.id().value());
            app.put("version", record.appVersion());
            app.put("data", data);
            app.put("directories", others);
            done(summary, work.document(done.findings(), Optional.of(done.summary()), Map.of("app", app)));
            return;
        }
        // Text of a JSON document is text of a YAML document, too.
        List<String> lines = new ArrayList<>();
        lines.add("apps:");
        lines.add("  " + Json.line(clone.id().value()) + ":");
        lines.add("    version: " + Json.line(record.appVersion()));
        lines.add("    data: " + Json.line(data));
        if (!others.isEmpty()) {
            lines.add("    directories:");
            others.forEach((name, path) -> lines.add("      " + Json.line(name) + ": " + Json.line(path)));
        }
        lines.forEach(host().output()::result);
        common().log().scope().info(summary);
        if (common().summaries()) {
            common().shown(host()).note(summary + "; add the lines above to holdfast.yaml to have it backed up");
        }
    }
}
