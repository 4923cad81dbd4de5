package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.Excludes;

/// What an app's backup is made of. Beside it stands `config.json`, see [AppDescription].
///
/// @param data the data directory, `data/` in the backup
/// @param exclude what is left out of `data`, as [Excludes] has it, lossless text
/// @param directories others, each at the top of the backup under its own name
/// @param hooks what runs around its backups; they are only written down here
/// @param dumps a directory whose content goes to the top of the backup
public record AppContent(
        Path data,
        List<String> exclude,
        SortedMap<String, Path> directories,
        Map<HookKind, Hook> hooks,
        Optional<Path> dumps) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /// Names at the top of a backup that are not an app's to give.
    static final Set<String> RESERVED = Set.of("data", "config.json", "fsmetadata.json");

    public AppContent {
        exclude = List.copyOf(exclude);
        directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
        hooks = Map.copyOf(hooks);
    }

    /// A data directory and nothing else.
    public static AppContent of(Path data) {
        return new AppContent(data, List.of(), new TreeMap<>(), Map.of(), Optional.empty());
    }

    public AppContent withExclude(List<String> patterns) {
        return new AppContent(data, patterns, directories, hooks, dumps);
    }

    public AppContent withDumps(Path directory) {
        return new AppContent(data, exclude, directories, hooks, Optional.of(directory));
    }

    /// Checks a name for one of the directories.
    ///
    /// @throws BackupException MISCONFIGURED unless it is 1 to 100 letters, digits, `.`, `_` or `-`, begins
    ///     with a letter or digit, and is not taken
    public static void checkName(String name) throws BackupException {
        if (RESERVED.contains(name)) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "a mapped directory cannot be called " + name + ": every backup has something of that name",
                    "choose another name");
        }
        if (!NAME.matcher(name).matches()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + ByteText.printable(ByteText.encode(name)) + "\" is no name for a mapped directory",
                    "use 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
    }

    /// @throws BackupException MISCONFIGURED if a pattern is none
    Excludes excludes() throws BackupException {
        try {
            return Excludes.of(exclude);
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    String.valueOf(e.getMessage()),
                    "patterns are as in a .gitignore in the data directory",
                    List.of(),
                    e);
        }
    }

    /// Checks all but the dumps, which need not be there yet.
    ///
    /// @throws BackupException MISCONFIGURED if a directory is missing or no directory, if one lies inside
    ///     another, or if a name or a pattern is none
    void check() throws IOException {
        excludes();
        for (String name : directories.keySet()) {
            checkName(name);
        }
        for (Map.Entry<String, Path> directory : named().entrySet()) {
            checkDirectory(directory.getKey(), directory.getValue());
        }
        checkApart();
    }

    /// Each directory by what people know it as.
    Map<String, Path> named() {
        Map<String, Path> all = new LinkedHashMap<>();
        all.put("the source " + shown(data), data);
        directories.forEach((name, path) -> all.put("the directory \"" + name + "\", " + shown(path) + ",", path));
        return all;
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }

    private static void checkDirectory(String called, Path path) throws BackupException {
        if (!Files.exists(path)) {
            throw new BackupException(Failure.MISCONFIGURED, called + " does not exist", "name an existing directory");
        }
        if (!Files.isDirectory(path)) {
            throw new BackupException(
                    Failure.MISCONFIGURED, called + " is not a directory", "name the directory it is in");
        }
    }

    private void checkApart() throws IOException {
        Map<Path, String> seen = new LinkedHashMap<>();
        for (Map.Entry<String, Path> directory : named().entrySet()) {
            Path real = directory.getValue().toRealPath();
            for (Map.Entry<Path, String> other : seen.entrySet()) {
                if (real.startsWith(other.getKey()) || other.getKey().startsWith(real)) {
                    throw new BackupException(
                            Failure.MISCONFIGURED,
                            directory.getKey() + " and " + other.getValue() + " overlap",
                            "map only what lies outside of the data directory, and nothing twice");
                }
            }
            seen.put(real, directory.getKey());
        }
    }
}
