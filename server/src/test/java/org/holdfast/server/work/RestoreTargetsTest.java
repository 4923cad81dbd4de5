package org.holdfast.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreTargetsTest {
    private @TempDir Path dir;
    private RestoreTargets targets = new RestoreTargets(List.of());

    @BeforeEach
    void make() throws Exception {
        dir = dir.toRealPath();
        Files.createDirectories(dir.resolve("allowed/inside"));
        Files.createDirectories(dir.resolve("allowed-not"));
        Files.createSymbolicLink(dir.resolve("allowed/out"), dir.resolve("allowed-not"));
        Files.createSymbolicLink(dir.resolve("allowed/nowhere"), dir.resolve("missing"));
        Files.createSymbolicLink(dir.resolve("allowed/in"), dir.resolve("allowed/inside"));
        targets = new RestoreTargets(List.of(dir.resolve("allowed")));
    }

    @Test
    void takesWhatLiesBelow() throws Exception {
        assertThat(targets.of("new")).isEqualTo(dir.resolve("allowed/new"));
        assertThat(targets.of(dir + "/allowed/inside/a/b")).isEqualTo(dir.resolve("allowed/inside/a/b"));
        assertThat(targets.of("in/a")).isEqualTo(dir.resolve("allowed/inside/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../allowed-not",
                "inside/../../allowed-not",
                "/",
                "/etc",
                "@/allowed",
                "@/allowed-not",
                "@/allowed-not/x",
                "out",
                "out/x",
                "nowhere",
                "nowhere/x",
                "a\0b",
                "\ud800",
                "inside/../x/.."
            })
    void refusesWhatDoesNot(String text) {
        assertThatThrownBy(() -> targets.of(text.replace("@", dir.toString()))).isInstanceOf(BackupException.class);
    }

    @Test
    void looksAgainBeforeItIsWritten() throws Exception {
        Path place = targets.of("later/x");
        targets.still(place);
        Files.createDirectories(place);
        targets.still(place);
        Files.delete(place);
        Files.createSymbolicLink(place, dir.resolve("allowed-not"));
        assertThatThrownBy(() -> targets.still(place)).isInstanceOf(BackupException.class);
        assertThatThrownBy(() -> targets.still(dir.resolve("allowed/in"))).isInstanceOf(BackupException.class);
        Path below = targets.of("other/x/y");
        Files.createDirectories(dir.resolve("allowed/other"));
        Files.createSymbolicLink(dir.resolve("allowed/other/x"), dir.resolve("allowed/inside"));
        assertThatThrownBy(() -> targets.still(below)).isInstanceOf(BackupException.class);
    }

    @Test
    void refusesEverythingWhereNothingIsAllowed() {
        assertThatThrownBy(() -> new RestoreTargets(List.of()).of("x"))
                .hasMessageContaining("allows no directory to restore to");
    }
}
