package org.holdfast.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts where a working copy is not what it should be, and says so in a line. For one thread.
final class Repairs {
    private final Kind missing = new Kind("missing");
    private final Kind changed = new Kind("changed");
    private final Kind foreign = new Kind("unknown");

    private static final class Kind {
        private final String word;
        private long count;
        private @Nullable Object first;

        Kind(String word) {
            this.word = word;
        }

        void add(Object name) {
            if (count == 0) {
                first = name;
            }
            count++;
        }

        String text() {
            return "%d %s (%s%s)".formatted(count, word, count > 1 ? "such as " : "", first);
        }
    }

    void missing(Object name) {
        missing.add(name);
    }

    void changed(Object name) {
        changed.add(name);
    }

    void foreign(Object name) {
        foreign.add(name);
    }

    long count() {
        return missing.count + changed.count + foreign.count;
    }

    /// For people, if there is anything to tell.
    String text() {
        List<String> parts = new ArrayList<>();
        for (Kind kind : List.of(missing, changed, foreign)) {
            if (kind.count > 0) {
                parts.add(kind.text());
            }
        }
        return "something else changed the working copy in the store, it is put right; objects: "
                + String.join(", ", parts);
    }
}
