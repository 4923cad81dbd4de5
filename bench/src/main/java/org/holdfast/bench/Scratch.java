package org.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory of one trial, below `java.io.tmpdir`.
final class Scratch {
    private Path directory = Path.of("");

    void make() throws IOException {
        directory = Files.createTempDirectory("holdfast-bench");
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    void remove() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
