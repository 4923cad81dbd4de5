package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real processes that are asked to end, as by Ctrl-C, by `systemctl stop`, or by a terminal that closes.
final class SignalTest {
    private static final long SEED = 20261121;
    private static final int FILES = 200;
    private static final Pattern UPLOADED = Pattern.compile("\"uploadedFiles\" *: *(\\d+)");

    private @TempDir Path dir;

    @BeforeEach
    void tree() throws IOException {
        Path files = Files.createDirectories(dir.resolve("source/files"));
        Random random = new Random(SEED);
        byte[] content = new byte[1 << 16];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            Files.write(files.resolve("file" + i), content);
        }
    }

    /// With signals as a shell of a person has them, however this test was started.
    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", "--default-signal=HUP"));
        command.addAll(SharedClasses.program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile());
        builder.environment().put("HOLDFAST_STATE", dir.resolve("state").toString());
        return builder.start();
    }

    /// So slow that no signal comes when all has arrived.
    private Process createSlowly() throws IOException {
        Path configuration = Files.writeString(dir.resolve("holdfast.yaml"), """
            sites:
              disk: { provider: filesystem, path: @/store, format: rsync, limits: { bandwidth: 2MiB/s } }
            apps:
              source: { data: @/source }
            """.replace("@", dir.toString()));
        return start("backup", "create", "source", "--config", configuration.toString(), "--json");
    }

    private Process create() throws IOException {
        return start(
                "backup",
                "create",
                "--source",
                dir.resolve("source").toString(),
                "--to",
                dir.resolve("store").toString(),
                "--json");
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static long count(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aRunThatIsAskedToEndStopsCleanlyAndTheNextGoesOn(String signal) throws Exception {
        Process process = createSlowly();
        Path arrived = dir.resolve("store/snapshot/app_source/data/files");
        while (process.isAlive() && count(arrived) < FILES / 5) {
            Thread.onSpinWait();
        }
        signal(process, signal);
        assertThat(process.waitFor()).as(Files.readString(dir.resolve("err"))).isEqualTo(130);
        assertThat(Files.readString(dir.resolve("err"))).contains("\"message\":\"interrupted\"", "\"exitCode\":130");
        assertThat(Files.readString(dir.resolve("out"))).isEmpty();
        long there = count(arrived);
        assertThat(there).isBetween(FILES / 5L, FILES - 1L);
        // Nothing is left that only a cleanup would remove.
        assertThat(count(dir.resolve("store/.holdfast-tmp"))).isZero();
        try (var logs = Files.list(dir.resolve("state/logs"))) {
            assertThat(logs).singleElement().satisfies(log -> assertThat(Files.readString(log))
                    .contains("ERROR   - -: interrupted; "));
        }

        Process next = create();
        assertThat(next.waitFor()).as(Files.readString(dir.resolve("err"))).isZero();
        Matcher uploaded = UPLOADED.matcher(Files.readString(dir.resolve("out")));
        assertThat(uploaded.find()).isTrue();
        int inFlight = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        assertThat(Long.parseLong(uploaded.group(1))).isLessThanOrEqualTo(FILES + 1 - there + inFlight);
    }

    @ParameterizedTest
    @ValueSource(strings = "HUP")
    void aStreamThatIsAskedToEndLeavesNothing(String signal) throws Exception {
        Process process = start(
                "backup", "encrypt", "-", dir.resolve("sealed").toString(), "--password-command", "echo correct-horse");
        while (process.isAlive() && partial() == 0) {
            Thread.onSpinWait();
        }
        signal(process, signal);
        assertThat(process.waitFor()).as(Files.readString(dir.resolve("err"))).isEqualTo(130);
        assertThat(dir.resolve("sealed")).doesNotExist();
        assertThat(partial()).isZero();
    }

    private long partial() throws IOException {
        try (var files = Files.list(dir)) {
            return files.filter(file -> file.getFileName().toString().contains("partial"))
                    .count();
        }
    }
}
