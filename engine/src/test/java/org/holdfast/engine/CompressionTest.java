package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Archives of each level are read by `gzip` and `tar`.
class CompressionTest {
    private static final int WORDS = 200_000;

    private @TempDir Path dir;
    private Path source;

    @BeforeEach
    void write() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        Random random = new Random(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            text.append(Integer.toString((int) (5000 * Math.pow(random.nextDouble(), 3)), 36))
                    .append(i % 12 == 0 ? '\n' : ' ');
        }
        Files.writeString(source.resolve("text"), text);
    }

    private Path archive(Compression compression) throws Exception {
        Path place = dir.resolve("store" + compression.hashCode());
        Lab lab = new Lab(dir.resolve("state"));
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        StoreLocation location = new StoreLocation.Directory(place);
        Vault vault = Vault.open(
                location,
                Vault.Access.WRITE,
                Passwords.NONE,
                false,
                Sealing.USUAL,
                compression,
                state,
                lab.clock(),
                Progress.NONE);
        try (BackupEngine engine = new BackupEngine(location, vault, state, lab.clock())) {
            BackupRecord made = engine.backup(Lab.request(source, FormatKind.TGZ), Progress.NONE)
                    .record();
            return place.resolve(made.id() + ".tar.gz");
        }
    }

    private static Compression level(int level) {
        return new Compression(OptionalInt.of(level), false);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "1, false", "6, false", "9, false"})
    void gzipAndTarReadIt(int level, boolean usesNative) throws Exception {
        Compression compression = level == 0 ? new Compression(OptionalInt.empty(), usesNative) : level(level);
        Path archive = archive(compression);
        assertThat(output("gzip", "-t", archive.toString())).isEmpty();
        assertThat(output("tar", "-xzOf", archive.toString(), "./data/text"))
                .isEqualTo(Files.readString(source.resolve("text")));
    }

    @Test
    void aHigherLevelMakesItSmaller() throws Exception {
        TreeMap<Integer, Long> sizes = new TreeMap<>();
        for (int level : List.of(1, 6, 9)) {
            sizes.put(level, Files.size(archive(level(level))));
        }
        assertThat(sizes.get(6)).isLessThan(sizes.get(1));
        assertThat(sizes.get(9)).isLessThan(sizes.get(6));
        assertThat(Files.size(archive(new Compression(OptionalInt.empty(), false))))
                .as("without native code, fast is level 1")
                .isEqualTo(sizes.get(1));
    }

    @Test
    void nativeCodeIsLoadedOnlyWhereItMayBe() {
        for (Compression without : List.of(new Compression(OptionalInt.empty(), false), level(9))) {
            Deflater deflater = without.begin().deflaters().open();
            assertThat(deflater).isExactlyInstanceOf(Deflater.class);
            deflater.end();
        }
    }

    @Test
    void thereAreNineLevels() {
        assertThatThrownBy(() -> level(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> level(10)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
