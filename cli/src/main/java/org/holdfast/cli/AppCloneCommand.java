package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ClonedApp;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.Json;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
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
final class AppCloneCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final AppTarget target = new AppTarget();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Option(
            names = "--app-id",
            paramLabel = "NEW",
            description = "The id of the new app. Default: the old one with -clone.")
    private @Nullable String appId;

    private final Host host;

    AppCloneCommand(Host host) {
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
        PasswordSources passwords = new PasswordSources(host, password, common.messages(host));
        try (BackupEngine engine = stores.open(chosen, Vault.Access.READ, stores.passwords(chosen, passwords), false)) {
            BackupRecord record = engine.findReadable(id, false);
            ClonedApp clone =
                    ClonedApp.of(AppId.of(record.app()), AppId.of(appId == null ? record.app() + "-clone" : appId));
            requireApart(chosen.location(), record);
            AppImport work = new AppImport(host, common, engine, record, request(record));
            AppImport.Done done = work.run();
            if (target.dumpDirectory().isPresent()) {
                clone.rename(target.dumpDirectory().get());
            }
            print(work, done, clone, record);
        }
        return 0;
    }

    /// The clone runs the version that was backed up.
    private ImportRequest request(BackupRecord record) {
        return new ImportRequest(
                target.directory(),
                target.dumpDirectory(),
                Optional.of(record.appVersion()),
                false,
                target.ignoreOwners());
    }

    /// Neither the store nor any app's data may be written over.
    private void requireApart(StoreLocation location, BackupRecord record) throws BackupException {
        Map<Path, String> others = new LinkedHashMap<>();
        if (location instanceof StoreLocation.Directory directory) {
            others.put(directory.path(), "the store");
        }
        Optional<Configuration> configuration = new Configurations(host, common).find();
        Optional<AppConfig> original = configuration.map(found -> found.apps().get(record.app()));
        if (original.isPresent()) {
            String whose = " of app " + record.app();
            others.put(original.get().data(), "the data" + whose);
            original.get()
                    .directories()
                    .forEach((name, path) -> others.put(path, "the directory \"" + name + "\"" + whose));
        }
        for (Map.Entry<Path, String> other : others.entrySet()) {
            for (Path made : List.of(target.directory(), target.dumpDirectory().orElse(target.directory()))) {
                ClonedApp.requireApart(made, other.getKey(), other.getValue());
            }
        }
    }

    private void print(AppImport work, AppImport.Done done, ClonedApp clone, BackupRecord record) {
        if (common.json()) {
            work.document(
                    done.findings(),
                    Optional.of(done.summary()),
                    Map.of(
                            "app",
                            Map.of(
                                    "id", clone.id().value(),
                                    "version", record.appVersion(),
                                    "data", Text.printable(target.directory()))));
            return;
        }
        // Text of a JSON document is text of a YAML document, too.
        host.output().result("apps:");
        host.output().result("  " + Json.line(clone.id().value()) + ":");
        host.output().result("    version: " + Json.line(record.appVersion()));
        host.output().result("    data: " + Json.line(Text.printable(target.directory())));
        if (common.summaries()) {
            common.messages(host)
                    .note("cloned " + Text.files(done.summary().files()) + " ("
                            + Text.size(done.summary().bytes())
                            + ") of " + record.id() + "; add the lines above to holdfast.yaml to have it backed up");
        }
    }
}
