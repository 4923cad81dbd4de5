package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmptyDirectoriesTest {
    private static final int FEW = 50;
    private static final int MANY = 450;

    @TempDir
    Path scratch;

    /// Prints what is unfinished in a store.
    static final class Looking {
        public static void main(String[] args) throws IOException {
            unfinished(Path.of(args[0])).forEach(System.out::println);
        }
    }

    private static List<String> unfinished(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        FileStore.open(FileSettings.defaults(root))
                .unfinished(ObjectKey.ROOT, one -> found.add(one.key().text()));
        return found;
    }

    @Test
    void thoseRightBelowARunAreFoundBesideFiles() throws IOException {
        Files.createDirectories(scratch.resolve("run/empty/deeper"));
        Files.createDirectories(scratch.resolve("run/full/empty"));
        Files.writeString(scratch.resolve("run/full/file"), "content");
        Files.writeString(scratch.resolve("run/file"), "content");
        Files.createDirectory(scratch.resolve("empty"));
        assertThat(unfinished(scratch)).containsExactlyInAnyOrder("empty", "run/empty");
    }

    /// A look at each file would be a request each where a network's file system keeps them.
    @Test
    void filesBesideThemAreNotLookedAt() throws Exception {
        Path strace = Path.of("/usr/bin/strace");
        assumeTrue(Files.isExecutable(strace), "system calls are counted by strace: install it to do so");
        Files.createDirectory(scratch.resolve("probe"));
        assumeTrue((int) Files.getAttribute(scratch, "unix:nlink") == 3, "the file system does not count directories");
        assertThat(looksAtFiles(strace, MANY)).isEqualTo(looksAtFiles(strace, FEW));
    }

    private long looksAtFiles(Path strace, int files) throws Exception {
        Path root = scratch.resolve("store-" + files);
        Path run = Files.createDirectories(root.resolve("run"));
        for (int i = 0; i < files; i++) {
            Files.writeString(run.resolve("file-" + i), "content");
        }
        Path calls = scratch.resolve("calls-" + files);
        List<String> traced = List.of(strace.toString(), "-f", "-qq", "-e", "trace=%file", "-o", calls.toString());
        Process child = Children.start(traced, Looking.class, root.toString());
        assertThat(Children.output(child)).isEmpty();
        assertThat(child.exitValue()).isZero();
        try (var lines = Files.lines(calls)) {
            return lines.filter(line -> line.contains("/run/file-")).count();
        }
    }
}
