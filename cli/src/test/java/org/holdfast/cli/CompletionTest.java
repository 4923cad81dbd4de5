package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.cli.reference.Shell;
import org.holdfast.servers.DebianPackages;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The shells themselves are asked what they offer, with the scripts that users get.
class CompletionTest {
    private static final Path DRIVERS =
            Path.of("src/test/resources/completions").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Stands for the program, which scripts ask for names.
    private static final String STUB = """
        #!/bin/sh
        case "$*" in
            *'--names sites --config'*file.yaml) echo other ;;
            *'--names sites') printf 'disk\\nwasabi\\n' ;;
            *'--names apps') printf 'blog\\nwiki\\n' ;;
            *) echo "called with $*" >&2; exit 2 ;;
        esac
        """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void offersWhatFits(Shell shell) throws Exception {
        SortedMap<String, Set<String>> expected = new TreeMap<>();
        for (String line : Files.readAllLines(DRIVERS.resolve("expected.txt"))) {
            if (!line.startsWith("#")) {
                int arrow = line.lastIndexOf(" ->");
                String offers = line.substring(arrow + 3).strip();
                expected.put(line.substring(0, arrow), offers.isEmpty() ? Set.of() : Set.of(offers.split("\\|")));
            }
        }
        assertThat(offers(shell, expected)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void offersEveryCommandAndOption(Shell shell) throws Exception {
        SortedMap<String, Set<String>> expected = new TreeMap<>();
        for (CommandSpec command : ReferencesTest.commands()) {
            Set<String> inner = command.subcommands().keySet();
            if (!inner.isEmpty()) {
                expected.put(command.qualifiedName() + " ", new TreeSet<>(inner));
            }
            NavigableSet<String> options = new TreeSet<>();
            for (OptionSpec option : command.options()) {
                if (!option.hidden()) {
                    Stream.of(option.names())
                            .filter(name -> name.startsWith("--"))
                            .forEach(options::add);
                }
            }
            expected.put(command.qualifiedName() + " --", options);
        }
        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(offers(shell, expected)).isEqualTo(expected);
    }

    /// What a shell offers behind the lines that `expected` has.
    private SortedMap<String, Set<String>> offers(Shell shell, SortedMap<String, Set<String>> expected)
            throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        DebianPackages packages = DebianPackages.of(shell.word(), List.of(shell.word()), List.of(shell.word()));
        assumeThat(packages.provide(directory, PATIENCE)).isEmpty();
        Path work = Files.createDirectories(directory.resolve("work"));
        Files.createDirectory(work.resolve("dir one"));
        Files.createFile(work.resolve("file.yaml"));
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Files.writeString(tools.resolve("holdfast"), STUB);
        Files.setPosixFilePermissions(tools.resolve("holdfast"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = Files.writeString(
                directory.resolve(shell.fileName()),
                shell.script(ReferencesTest.commands().getFirst()));
        Path lines = Files.write(directory.resolve("lines"), expected.keySet());
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(
                switch (shell) {
                    case BASH -> List.of("bash", "--norc");
                    case ZSH -> List.of("zsh", "-f");
                    case FISH -> List.of("fish", "--no-config");
                });
        command.add(DRIVERS.resolve("offers." + shell.word()).toString());
        command.add(script.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectInput(lines.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH", tools + ":" + path, "HOME", directory.toString(), "TERM", "dumb", "LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends, having said %s", shell, Files.readString(output))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return parsed(Files.readAllLines(output), expected);
    }

    /// Without what shells add to an offer: slashes behind directories, escapes, the option before an equals sign.
    private static SortedMap<String, Set<String>> parsed(List<String> output, Map<String, Set<String>> expected) {
        SortedMap<String, Set<String>> offers = new TreeMap<>();
        String line = "";
        for (String one : output) {
            if (one.startsWith("= ")) {
                line = one.substring(2);
                offers.put(line, new TreeSet<>());
                continue;
            }
            String offer =
                    one.replaceFirst("^--[a-z-]+=(?=.)", "").replace("\\", "").replaceFirst("/$", "");
            boolean isOption = offer.startsWith("-");
            // Zsh offers options where nothing else can stand.
            if (!isOption || Objects.requireNonNull(expected.get(line)).stream().anyMatch(it -> it.startsWith("-"))) {
                offers.computeIfAbsent(line, _ -> new TreeSet<>()).add(offer);
            }
        }
        return offers;
    }
}
