package org.holdfast.engine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupId;
import org.holdfast.sync.Excludes;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads an app. Confined to one thread.
final class AppReader {
    /// As commands that name no version.
    private static final String NO_VERSION = "0";

    /// What a backup has at its top besides dumps.
    private static final List<String> RESERVED = List.of("data", "config.json", "fsmetadata.json");

    private final Reading reading;

    AppReader(Reading reading) {
        this.reading = reading;
    }

    /// The app; empty if there is any mistake in it.
    Optional<AppConfig> read(String name, Item item) {
        int before = reading.mistakes().count();
        reading.checks().app(name);
        Optional<AppId> id = id(name, item.place());
        Optional<AppConfig> app = item.asSection().flatMap(section -> id.flatMap(known -> read(known, section)));
        return reading.mistakes().count() > before ? Optional.empty() : app;
    }

    private Optional<AppId> id(String name, Place place) {
        try {
            return Optional.of(AppId.of(name));
        } catch (BackupException e) {
            reading.mistakes().add(place, e.getMessage() + ": " + e.hint());
            return Optional.empty();
        }
    }

    private Optional<AppConfig> read(AppId id, Section section) {
        Optional<String> version = section.value("version", AppReader::version);
        Optional<Path> data = section.required("data", Forms::path);
        data.ifPresent(path -> reading.checks().data(place(section, "data"), id.value(), path));
        List<String> exclude = section.list("exclude", AppReader::pattern).orElse(List.of());
        Map<String, Path> directories = section.section("directories")
                .map(named -> directories(id, named))
                .orElse(Map.of());
        HooksConfig hooks = section.section("hooks").map(AppReader::hooks).orElse(HooksConfig.NONE);
        boolean automatic = section.value("automatic", Forms::flag).orElse(true);
        section.end();
        return data.map(
                path -> new AppConfig(id, version.orElse(NO_VERSION), path, exclude, directories, hooks, automatic));
    }

    private static Place place(Section section, String key) {
        return section.item(key).map(Item::place).orElse(section.place());
    }

    private static String version(String text) {
        if (!BackupId.VERSION.matcher(text).matches()) {
            throw new IllegalArgumentException("must be 1 to 100 letters, digits, '.', '_', '+', '~' or '-'");
        }
        return text;
    }

    private static String pattern(String text) {
        String pattern = Forms.text(text);
        try {
            Excludes.of(List.of(pattern));
            return pattern;
        } catch (IllegalArgumentException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException(
                    "must be a pattern as in a gitignore file" + (cause == null ? "" : " (" + cause.getMessage() + ")"),
                    e);
        }
    }

    private Map<String, Path> directories(AppId id, Section section) {
        Map<String, Path> directories = new LinkedHashMap<>();
        section.named().forEach((name, item) -> {
            if (!name.matches(SiteReader.NAME) || RESERVED.contains(name)) {
                reading.mistakes()
                        .add(
                                item.place(),
                                "must have a name of letters, digits, '.', '_' and '-', and none of "
                                        + String.join(", ", RESERVED));
            }
            item.asValue().flatMap(value -> value.as(Forms::path)).ifPresent(path -> {
                directories.put(name, path);
                reading.checks().more(item.place(), id.value(), path);
            });
        });
        return directories;
    }

    private static HooksConfig hooks(Section section) {
        HooksConfig hooks = new HooksConfig(
                hook(section, "before"),
                hook(section, "after"),
                hook(section, "failed"),
                hook(section, "finally"),
                hook(section, "restore"));
        section.end();
        return hooks;
    }

    /// Of commands nothing is replaced here: the shell does, and knows `HOLDFAST_DUMP_DIR`, which nobody knows yet.
    private static Optional<HookConfig> hook(Section section, String name) {
        return section.item(name).flatMap(item -> {
            if (item.node() instanceof ScalarNode) {
                return item.asLiteral()
                        .flatMap(value -> value.as(Forms::command))
                        .map(command -> new HookConfig(command, Optional.empty()));
            }
            return item.asSection().flatMap(AppReader::hook);
        });
    }

    private static Optional<HookConfig> hook(Section section) {
        if (!section.has("command")) {
            section.mistake("command", "needs command");
        }
        Optional<String> command =
                section.item("command").flatMap(Item::asLiteral).flatMap(value -> value.as(Forms::command));
        Optional<Duration> timeout = section.value("timeout", Forms::duration);
        section.end();
        return command.map(text -> new HookConfig(text, timeout));
    }
}
