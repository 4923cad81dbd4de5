package org.holdfast.engine;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;

/// Which entries of a backup are meant. Patterns speak of the backup's own layout (`data/photos/**`) or, for what lies
/// below `data/`, of the app's files (`photos/**`). No pattern selects everything. Immutable.
final class Selection {
    static final BytePath DATA = BytePath.parse("data");

    private final List<Glob> globs;

    private Selection(List<Glob> globs) {
        this.globs = globs;
    }

    /// @throws BackupException MISCONFIGURED if one is no pattern
    static Selection of(List<String> patterns) throws BackupException {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            globs.add(Glob.of(pattern));
        }
        return new Selection(List.copyOf(globs));
    }

    boolean isEverything() {
        return globs.isEmpty();
    }

    boolean contains(BytePath path) {
        return isEverything() || globs.stream().anyMatch(glob -> matches(glob, path));
    }

    private static boolean matches(Glob glob, BytePath path) {
        return glob.matches(path) || (path.startsWith(DATA) && !path.equals(DATA) && glob.matches(path.below(DATA)));
    }
}
