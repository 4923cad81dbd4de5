package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationEditor;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.PasswordFiles;
import org.holdfast.engine.config.SiteDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "init",
        description = {
            "Ask what there is to know of a new site, and write it into the configuration, with comments.",
            "A new configuration takes what is to be backed up first as well; one that is there already stays as it is"
                    + " otherwise. Makes the directory of the site if you like, but reaches no bucket.",
            "Answers are read from standard input, one a line."
        },
        footer = {"", "Example:", "  holdfast site init"})
final class SiteInitCommand implements HoldfastCommand {
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    SiteInitCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Configurations configurations = new Configurations(host, common);
        Path file = configurations.forNew();
        ConfigurationReader reader = configurations.reader();
        boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        Optional<Configuration> before = isNew ? Optional.empty() : Optional.of(reader.read(file));
        SiteInterview interview = new SiteInterview(
                new Questionnaire(host), file, host.environment().text("HOME"));
        SiteDraft site = interview.site(
                before.map(it -> List.copyOf(it.sites().keySet())).orElse(List.of()), isNew);
        ConfigurationEditor editor = new ConfigurationEditor(reader);
        // Before anything is written, so that a mistake leaves nothing behind.
        editor.check(file, site);
        Optional<Path> directory = Optional.ofNullable(site.place().get("path")).map(Stores::path);
        if (directory.isPresent() && interview.wantsDirectory(directory.get())) {
            Files.createDirectories(directory.get(), OWNERS_ALONE);
            tell("made " + Text.printable(directory.get()));
        }
        Optional<Path> password = site.passwordFile().map(Stores::path);
        if (password.isPresent() && interview.wantsPassword(password.get())) {
            PasswordFiles.create(password.get());
            tell("made " + Text.printable(password.get()) + ": keep a copy of it on another machine or on paper");
        }
        if (!editor.add(file, site)) {
            common.messages(host).warning(Text.printable(file) + " was not changed; add this below its sites:");
            editor.block(site).lines().forEach(host.output()::result);
            return 0;
        }
        tell((isNew ? "wrote " : "added site " + site.name() + " to ") + Text.printable(file));
        next(
                site,
                file,
                before.map(it -> !it.apps().isEmpty()).orElse(site.app().isPresent()));
        return 0;
    }

    /// What leads from here to a backup that can be restored.
    private void next(SiteDraft site, Path file, boolean hasApps) {
        if (site.place().containsKey("bucket")) {
            tell("its credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into the file");
        }
        tell("try it: holdfast site check " + site.name());
        if (!hasApps) {
            tell("then name what to back up, under \"apps\" in " + Text.printable(file));
        }
        tell("then: holdfast backup create --all");
        tell("then see what is missing: holdfast doctor");
    }

    private void tell(String line) {
        if (common.summaries() && !common.json()) {
            host.output().result(line);
        }
    }
}
