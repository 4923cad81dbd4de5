package org.holdfast.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.holdfast.names.BytePath;

/// The names that a directory lists, compared with those that it is to have.
final class Names {
    private final NavigableSet<BytePath> others;
    private final List<BytePath> missing = new ArrayList<>();

    /// No name, at first.
    private BytePath last = BytePath.ROOT;

    Names(Collection<BytePath> listed) {
        this.others = new TreeSet<>(listed);
    }

    /// @param name that it is to have; may come several times in a row
    void expect(BytePath name) {
        if (!name.equals(last) && !others.remove(name)) {
            missing.add(name);
        }
        last = name;
    }

    /// Those listed that it is not to have, so far.
    NavigableSet<BytePath> others() {
        return others;
    }

    /// Those that it is to have and does not list.
    List<BytePath> missing() {
        return missing;
    }
}
