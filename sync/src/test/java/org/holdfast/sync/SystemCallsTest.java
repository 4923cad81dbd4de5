package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.LocalNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How often the system is asked for one more file. What no timed test could hold: a call a file more is a percent or
/// two.
class SystemCallsTest {
    private static final int FEW = 50;
    private static final int MANY = 450;

    @TempDir
    Path scratch;

    @BeforeEach
    void requireTracer() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/strace")),
                "system calls are counted by strace: install it to do so");
    }

    /// What a backup does to a file of the source.
    static final class Reading {
        public static void main(String[] args) throws IOException {
            SourceTree source = SourceTree.of(Path.of(args[0]));
            List<TreeEntry> files = files(source);
            try (OpenTree open = source.open()) {
                for (TreeEntry entry : files) {
                    try (SourceFile file = open.find(entry.path(), entry.kind())) {
                        file.found();
                        try (InputStream in = file.open()) {
                            in.readAllBytes();
                        }
                        file.stat();
                        file.xattrs();
                    }
                }
            }
        }
    }

    static final class Scanning {
        public static void main(String[] args) throws IOException {
            files(SourceTree.of(Path.of(args[0])));
        }
    }

    /// What a restore does to a file of the target.
    static final class Writing {
        public static void main(String[] args) throws IOException {
            List<TreeEntry> files = files(SourceTree.of(Path.of(args[0])));
            try (TargetTree target = TargetTree.open(Path.of(args[1]), TargetTree.Overwrite.REFUSE)) {
                for (TreeEntry file : files) {
                    target.file(
                            new StoredEntry(file, Optional.empty(), Map.of(), Optional.empty(), false),
                            new ByteArrayInputStream(new byte[(int) file.size()]));
                }
                target.publish(false);
            }
        }
    }

    private static List<TreeEntry> files(SourceTree source) throws IOException {
        return Scanned.of(source).entries.stream()
                .filter(entry -> entry.kind() == Kind.FILE)
                .toList();
    }

    @Test
    void aScanAsksOnceForEachFile() throws Exception {
        assertThat(callsForOneMore(Scanning.class)).isEqualTo(1);
    }

    @Test
    void aFileIsReadInFewCalls() throws Exception {
        assertThat(callsForOneMore(Reading.class)).isLessThanOrEqualTo(8);
    }

    @Test
    void aFileIsWrittenInFewCalls() throws Exception {
        assertThat(callsForOneMore(Writing.class)).isLessThanOrEqualTo(setsModesInOneCall() ? 9 : 12);
    }

    private boolean setsModesInOneCall() throws IOException {
        byte[] file = LocalNames.bytesOf(Files.createFile(scratch.resolve("file")));
        return Libc.loaded().orElseThrow().setMode(Libc.AT_FDCWD, file, 0600) == 0;
    }

    /// The rest, such as those of Java itself, is left out by taking the difference.
    private long callsForOneMore(Class<?> main) throws Exception {
        long few = calls(main, FEW);
        long many = calls(main, MANY);
        return Math.round((double) (many - few) / (MANY - FEW));
    }

    private long calls(Class<?> main, int files) throws Exception {
        Path top = Files.createDirectory(scratch.resolve(String.valueOf(files)));
        Path deep = Files.createDirectories(top.resolve("source/a/b/c"));
        for (int i = 0; i < files; i++) {
            Files.writeString(deep.resolve("file-" + i), "content");
        }
        Path counts = top.resolve("counts");
        List<String> strace =
                List.of("/usr/bin/strace", "-f", "-c", "-qq", "-e", "trace=%file,%desc", "-o", counts.toString());
        Process child = Child.start(strace, main, top.resolve("source"), top.resolve("target"));
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        String total = Files.readAllLines(counts).getLast();
        assertThat(total).endsWith(" total");
        return Long.parseLong(total.strip().split(" +", -1)[3]);
    }
}
