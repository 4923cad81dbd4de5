package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What is done where Linux, or what guards it, lacks the calls that do several steps in one.
@EnabledOnOs(OS.LINUX)
final class OldSystemTest extends TargetScene {
    private static Folder open(Path directory) throws IOException {
        return LinuxFolder.open(Libc.loaded().orElseThrow().ofOldSystem(), directory);
    }

    private SourceTree old() {
        return new SourceTree(new TreeMap<>(Map.of(BytePath.ROOT, source)), OldSystemTest::open);
    }

    @Test
    void aTreeComesBackAsItWas() throws IOException {
        new Trees(17).fill(source, 150);
        assertThat(Copy.run(old(), target, TargetTree.Overwrite.REFUSE, false, OldSystemTest::open))
                .isEmpty();
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void noLinkOnTheWayIsFollowed() throws IOException {
        write(source.resolve("a/real/secret"), "x");
        Files.createSymbolicLink(source.resolve("a/link"), Path.of("real"));
        try (OpenTree tree = old().open()) {
            tree.find(BytePath.parse("a/real/secret"), Kind.FILE).close();
            assertThatThrownBy(() -> tree.find(BytePath.parse("a/link/secret"), Kind.FILE))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("a directory on the way to it is gone");
        }
    }

    @Test
    void theModeOfALinkIsLeftAlone() throws IOException {
        write(source.resolve("file"), "x");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        try (Folder now = Folder.open(source);
                Folder before = open(source)) {
            BytePath file = BytePath.parse("file");
            before.setMode(file, 0640);
            assertThat(now.stat(file).mode()).isEqualTo(0640);
            now.setMode(BytePath.parse("link"), 0600);
            before.setMode(BytePath.parse("link"), 0600);
            assertThat(now.stat(file).mode()).isEqualTo(0640);
            assertThatThrownBy(() -> now.setMode(BytePath.parse("none"), 0600))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(source.resolve("none").toString());
        }
    }
}
