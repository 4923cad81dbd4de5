package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A source to be restored to a target, which is not there yet, and shortcuts.
abstract class TargetScene {
    @TempDir
    Path dir;

    Path source;
    Path target;

    @BeforeEach
    void makeDirectories() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        target = dir.resolve("target");
    }

    static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static TreeFacts facts(Path root) throws IOException {
        return TreeFacts.of(root);
    }

    static void run(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
