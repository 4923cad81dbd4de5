package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What is left out is not missed: each command, and the help of each, is the same made alone as among all others.
class MenuTest {
    private static final Host HOST = new Host(
            Environment.current(),
            InputStream.nullInputStream(),
            new Output(OutputStream.nullOutputStream(), false, OutputStream.nullOutputStream(), false),
            _ -> Optional.empty(),
            new Interruptions(Thread.currentThread(), _ -> {}),
            InstantSource.system());

    static Stream<List<String>> paths() {
        List<List<String>> paths = new ArrayList<>();
        collect(Menu.HOLDFAST, List.of(), paths);
        return paths.stream();
    }

    private static void collect(Menu menu, List<String> path, List<List<String>> paths) {
        paths.add(path);
        for (Menu one : menu.commands()) {
            collect(one, Stream.concat(path.stream(), Stream.of(one.name())).toList(), paths);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void isTheSameAloneAsAmongAll(List<String> path) {
        CommandLine whole = Menu.HOLDFAST.commandLine(HOST, List.of());
        CommandLine alone = Menu.HOLDFAST.commandLine(HOST, path);
        for (String name : path) {
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            whole = inside(whole, name);
            alone = inside(alone, name);
            assertThat(whole.getCommandName()).isEqualTo(name);
        }
        assertThat(alone.getUsageMessage()).isEqualTo(whole.getUsageMessage()).contains("holdfast");
    }

    @Test
    void isWholeForWhatItDoesNotKnow() {
        assertThat(Menu.HOLDFAST.commandLine(HOST, List.of("--json", "backup")).getSubcommands())
                .hasSize(Menu.HOLDFAST.commands().size());
        CommandLine mistyped = Menu.HOLDFAST.commandLine(HOST, List.of("backup", "no-such"));
        assertThat(inside(mistyped, "backup").getSubcommands()).hasSizeGreaterThan(15);
    }

    private static CommandLine inside(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name));
    }
}
