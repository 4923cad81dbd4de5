package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.log.Visible;

/// What is wrong with a file. Confined to one thread.
final class Mistakes {
    private record Mistake(Place place, String message) {}

    private final Path file;
    private final List<Mistake> mistakes = new ArrayList<>();

    Mistakes(Path file) {
        this.file = file;
    }

    void add(Place place, String message) {
        Mistake mistake = new Mistake(place, message);
        // What is named twice by an alias is wrong once.
        if (!mistakes.contains(mistake)) {
            mistakes.add(mistake);
        }
    }

    int count() {
        return mistakes.size();
    }

    /// @throws BackupException MISCONFIGURED with every mistake, in the order of lines, if there is any
    void require() throws BackupException {
        if (mistakes.isEmpty()) {
            return;
        }
        throw new BackupException(
                Failure.MISCONFIGURED,
                file + " has " + (mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes"),
                "docs/configuration.md explains every key; \"holdfast config check\" looks again",
                mistakes.stream()
                        .sorted(Comparator.comparingInt(
                                mistake -> mistake.place().line()))
                        .map(this::line)
                        .toList(),
                null);
    }

    /// Keys and values are anything that YAML can write.
    private String line(Mistake mistake) {
        String key = mistake.place().key();
        return Visible.of(file.getFileName() + ":" + mistake.place().line() + ": " + (key.isEmpty() ? "" : key + ": ")
                + mistake.message());
    }
}
