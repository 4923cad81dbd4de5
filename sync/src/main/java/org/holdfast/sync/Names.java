package org.holdfast.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.holdfast.names.BytePath;

/// The names that a directory lists, compared with those that it is to have, side by side: beside the listing itself
/// only the differences take memory.
final class Names {
    private final List<BytePath> listed;
    private final NavigableSet<BytePath> others = new TreeSet<>();
    private final List<BytePath> missing = new ArrayList<>();
    private int next;

    /// No name, at first.
    private BytePath last = BytePath.ROOT;

    /// @param listed sorted
    Names(List<BytePath> listed) {
        this.listed = listed;
    }

    /// @param name that it is to have, in order; may come several times in a row
    void expect(BytePath name) {
        if (name.equals(last)) {
            return;
        }
        last = name;
        while (next < listed.size() && listed.get(next).compareTo(name) < 0) {
            others.add(listed.get(next));
            next++;
        }
        if (next < listed.size() && listed.get(next).equals(name)) {
            next++;
        } else {
            missing.add(name);
        }
    }

    /// Those listed that it is not to have. Once all that it is to have has been said.
    NavigableSet<BytePath> others() {
        others.addAll(listed.subList(next, listed.size()));
        next = listed.size();
        return others;
    }

    /// Those that it is to have and does not list.
    List<BytePath> missing() {
        return missing;
    }
}
