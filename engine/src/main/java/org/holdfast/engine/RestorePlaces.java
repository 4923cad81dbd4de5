package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.sync.TargetTree;
import org.holdfast.sync.TargetTree.Overwrite;

/// Where what is in a backup goes.
///
/// @param target gets what lies under `data/`, or everything if a restore is raw
/// @param directories where mapped directories go to, by their names at the top of the backup; those that are
///     not named are treated as dumps
/// @param dumpDirectory gets `config.json` and dumps; absent to leave them out
/// @param exact whether no link may lead to any of the directories; they are absolute and normalized then
public record RestorePlaces(
        Path target, SortedMap<String, Path> directories, Optional<Path> dumpDirectory, boolean exact) {
    public RestorePlaces {
        directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
    }

    /// Wherever links lead.
    public RestorePlaces(Path target, SortedMap<String, Path> directories, Optional<Path> dumpDirectory) {
        this(target, directories, dumpDirectory, false);
    }

    /// What lies under `data/`, and nothing else.
    public static RestorePlaces of(Path target) {
        return new RestorePlaces(target, new TreeMap<>(), Optional.empty());
    }

    /// The same with a place for `config.json` and dumps.
    public RestorePlaces withDumps(Path directory) {
        return new RestorePlaces(target, directories, Optional.of(directory), exact);
    }

    /// The very directories that are named, so that nobody can lead what is restored elsewhere by a link.
    public RestorePlaces exactly() {
        return new RestorePlaces(target, directories, dumpDirectory, true);
    }

    /// Every directory that a restore writes to.
    public List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(target));
        all.addAll(directories.values());
        dumpDirectory.ifPresent(all::add);
        return all;
    }

    TargetTree open(Path directory, Overwrite overwrite) throws IOException {
        return exact ? TargetTree.openWithoutLinks(directory, overwrite) : TargetTree.open(directory, overwrite);
    }
}
