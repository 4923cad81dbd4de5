package org.holdfast.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The `config.json` of a backup: what is needed to set the app up again. No secret of ours is in it; hooks
/// stand there as they were configured.
///
/// @param data where the data directory was, absolute; absent in backups of other software
/// @param exclude see [AppContent], as `directories` and `hooks`
public record AppDescription(
        String id,
        String name,
        String version,
        Optional<Path> data,
        List<String> exclude,
        SortedMap<String, Path> directories,
        Map<HookKind, Hook> hooks) {
    static AppDescription of(Subject app, String version, AppContent content) {
        TreeMap<String, Path> directories = new TreeMap<>();
        content.directories().forEach((name, path) -> directories.put(name, absolute(path)));
        return new AppDescription(
                app.toString(),
                app.toString(),
                version,
                Optional.of(absolute(content.data())),
                content.exclude(),
                directories,
                content.hooks());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /// The same bytes for the same description.
    byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("name", name);
        members.put("version", version);
        data.ifPresent(path -> putText(members, "data", lossless(path)));
        if (!exclude.isEmpty()) {
            putTexts(members, "exclude", exclude);
        }
        putDirectories(members, directories);
        if (!hooks.isEmpty()) {
            Map<String, Object> commands = new LinkedHashMap<>();
            new TreeMap<>(hooks).forEach((kind, hook) -> {
                Map<String, Object> command = new LinkedHashMap<>();
                putText(command, "command", hook.command());
                command.put("timeoutSeconds", hook.timeout().toSeconds());
                commands.put(kind.key(), command);
            });
            members.put("hooks", commands);
        }
        return Json.pretty(members);
    }

    private static void putDirectories(Map<String, Object> members, SortedMap<String, Path> directories) {
        if (directories.isEmpty()) {
            return;
        }
        Map<String, Object> places = new LinkedHashMap<>();
        directories.forEach((directory, path) -> {
            Map<String, Object> place = new LinkedHashMap<>();
            putText(place, "path", lossless(path));
            places.put(directory, place);
        });
        members.put("directories", places);
    }

    /// Has a description say where an app is now.
    ///
    /// @param members of a `config.json`, changed in place
    /// @param moved where its mapped directories went; those of the description that are not there are nowhere
    static void move(Map<String, Object> members, Path data, SortedMap<String, Path> moved) {
        putText(members, "data", lossless(absolute(data)));
        TreeMap<String, Path> places = new TreeMap<>();
        moved.forEach((name, path) -> {
            if (object(members, "directories").containsKey(name)) {
                places.put(name, absolute(path));
            }
        });
        members.remove("directories");
        putDirectories(members, places);
    }

    private static String lossless(Path path) {
        return ByteText.decode(LocalNames.bytesOf(path));
    }

    private static boolean isText(String lossless) {
        return ByteText.isUtf8(ByteText.encode(lossless));
    }

    private static String base64(String lossless) {
        return Base64.getEncoder().encodeToString(ByteText.encode(lossless));
    }

    private static void putText(Map<String, Object> members, String name, String lossless) {
        boolean text = isText(lossless);
        members.remove(text ? name + "64" : name);
        members.put(text ? name : name + "64", text ? lossless : base64(lossless));
    }

    private static void putTexts(Map<String, Object> members, String name, List<String> lossless) {
        if (lossless.stream().allMatch(AppDescription::isText)) {
            members.put(name, lossless);
        } else {
            members.put(
                    name + "64", lossless.stream().map(AppDescription::base64).toList());
        }
    }

    /// Members that are not known are passed over.
    ///
    /// @throws BackupException DAMAGED if it is not JSON of that form
    public static AppDescription parse(byte[] json) throws BackupException {
        try {
            Map<?, ?> members = Json.read(json, Map.class);
            if (members == null) {
                throw new IllegalArgumentException("it is empty");
            }
            TreeMap<String, Path> directories = new TreeMap<>();
            for (Map.Entry<?, ?> directory : object(members, "directories").entrySet()) {
                directories.put((String) directory.getKey(), path(required((Map<?, ?>) directory.getValue(), "path")));
            }
            return new AppDescription(
                    required(members, "id"),
                    text(members, "name").orElse(required(members, "id")),
                    required(members, "version"),
                    text(members, "data").map(AppDescription::path),
                    texts(members, "exclude"),
                    directories,
                    hooks(object(members, "hooks")));
        } catch (JacksonException | IllegalArgumentException | ClassCastException e) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "the config.json of the backup cannot be read",
                    "say on the command line or in the configuration what it would",
                    List.of(),
                    e);
        }
    }

    private static Map<HookKind, Hook> hooks(Map<?, ?> members) {
        Map<HookKind, Hook> hooks = new EnumMap<>(HookKind.class);
        for (HookKind kind : HookKind.values()) {
            Map<?, ?> hook = object(members, kind.key());
            if (!hook.isEmpty()) {
                Object seconds = hook.get("timeoutSeconds");
                hooks.put(
                        kind,
                        new Hook(
                                required(hook, "command"),
                                seconds instanceof Number number
                                        ? Duration.ofSeconds(number.longValue())
                                        : Hook.DEFAULT_TIMEOUT));
            }
        }
        return hooks;
    }

    private static Path path(String lossless) {
        return LocalNames.path(ByteText.encode(lossless));
    }

    private static Map<?, ?> object(Map<?, ?> members, String name) {
        return members.get(name) instanceof Map<?, ?> object ? object : Map.of();
    }

    private static String required(Map<?, ?> members, String name) {
        return text(members, name).orElseThrow(() -> new IllegalArgumentException("it has no " + name));
    }

    private static Optional<String> text(Map<?, ?> members, String name) {
        @Nullable Object plain = members.get(name);
        if (plain != null) {
            return Optional.of((String) plain);
        }
        @Nullable Object encoded = members.get(name + "64");
        return encoded == null ? Optional.empty() : Optional.of(decoded(encoded));
    }

    private static List<String> texts(Map<?, ?> members, String name) {
        List<String> texts = new ArrayList<>();
        if (members.get(name) instanceof List<?> plain) {
            plain.forEach(text -> texts.add((String) text));
        }
        if (members.get(name + "64") instanceof List<?> encoded) {
            encoded.forEach(text -> texts.add(decoded(text)));
        }
        return texts;
    }

    private static String decoded(@Nullable Object base64) {
        return ByteText.decode(Base64.getDecoder().decode((String) base64));
    }
}
