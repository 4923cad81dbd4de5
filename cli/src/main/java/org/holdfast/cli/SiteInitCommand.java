package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            "A configuration that is there already stays as it is otherwise. Reaches no store.",
            "Answers are read from standard input, one a line."
        },
        footer = {"", "Example:", "  holdfast site init"})
final class SiteInitCommand implements HoldfastCommand {
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
        SiteInterview interview = new SiteInterview(new Questionnaire(host), file);
        SiteDraft site = interview.site(
                before.map(it -> List.copyOf(it.sites().keySet())).orElse(List.of()));
        ConfigurationEditor editor = new ConfigurationEditor(reader);
        // Before anything is written, so that a mistake leaves nothing behind.
        editor.check(file, site);
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
        tell("try it: holdfast site check " + site.name());
        return 0;
    }

    private void tell(String line) {
        if (common.summaries() && !common.json()) {
            host.output().result(line);
        }
    }
}
