package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.cli.reference.ManPage;
import org.holdfast.servers.DebianPackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// The manual says all that there is, in a language that its readers understand.
class ReferencesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    /// All commands, the program first.
    static List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        collect(References.program(), commands);
        return commands;
    }

    private static void collect(CommandSpec command, List<CommandSpec> all) {
        all.add(command);
        command.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(inner -> collect(inner, all));
    }

    private List<Path> written(String name) throws Exception {
        Path target = directory.resolve(name);
        References.main(new String[] {target.toString(), "2026-11-01T00:00:00Z"});
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void isTheSameEachTime() throws Exception {
        List<Path> first = written("first");
        List<Path> second = written("second");
        assertThat(first).hasSameSizeAs(second).hasSize(commands().size() + 3);
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i)).hasSameBinaryContentAs(second.get(i));
        }
    }

    @Test
    void hasEveryCommandOptionAndVariable() {
        Set<String> variables = new HashSet<>();
        List<ManPage> pages = pages();
        List<CommandSpec> commands = commands();
        assertThat(pages).hasSameSizeAs(commands);
        for (int i = 0; i < pages.size(); i++) {
            CommandSpec command = commands.get(i);
            String page = plain(pages.get(i).roff());
            assertThat(pages.get(i).name()).isEqualTo(command.qualifiedName("-"));
            assertThat(page)
                    .contains(".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n", ".SH OPTIONS\n", ".SH EXIT STATUS\n")
                    .contains(".SH ENVIRONMENT\n", ".SH FILES\n", ".SH EXAMPLES\n", ".SH SEE ALSO\n");
            command.subcommands().keySet().forEach(inner -> assertThat(page)
                    .contains(".TP\n" + command.qualifiedName("-") + "-" + inner + "(1)\n"));
            for (ArgSpec argument : command.args()) {
                if (argument.hidden()) {
                    continue;
                }
                for (String text : argument.description()) {
                    assertThat(page).as(command.qualifiedName()).contains(text.replace("%%", "%"));
                }
                if (argument.arity().max() > 0) {
                    assertThat(page).contains(argument.paramLabel());
                }
            }
            for (var option : command.options()) {
                if (!option.hidden()) {
                    assertThat(page).containsPattern("(?m)^(-[a-z]( FILE)?, )?" + option.longestName() + "\\b");
                }
            }
            if (page.contains("HOLDFAST_TO_PASSWORD")) {
                variables.add(command.qualifiedName());
            }
        }
        assertThat(variables)
                .containsExactlyInAnyOrder(
                        "holdfast",
                        "holdfast backup",
                        "holdfast backup copy",
                        "holdfast site",
                        "holdfast app",
                        "holdfast server",
                        "holdfast config");
    }

    /// A per cent sign that is none for picocli makes it print a warning of its own wherever the help is shown.
    @Test
    void canBeShownAsHelp() {
        for (CommandSpec command : commands()) {
            List<String> texts = new ArrayList<>(List.of(command.usageMessage().description()));
            texts.addAll(List.of(command.usageMessage().footer()));
            command.args().forEach(argument -> texts.addAll(List.of(argument.description())));
            for (String text : texts) {
                assertThat(String.format(Locale.ROOT, text)).isEqualTo(text.replace("%%", "%"));
            }
        }
    }

    @Test
    void isUnderstoodByManAndMandoc() throws Exception {
        DebianPackages packages = DebianPackages.of(
                "the manual", List.of("man-db", "groff-base", "mandoc"), List.of("man", "groff", "mandoc"));
        assumeThat(packages.provide(directory, PATIENCE)).isEmpty();
        List<String> pages = written("manual").stream()
                .map(Path::toString)
                .filter(file -> file.endsWith(".1"))
                .toList();
        assertThat(run("mandoc", List.of("-Tlint", "-Wwarning"), pages)).isEmpty();
        // What man does with a page, for all of them in one process.
        assertThat(run("groff", List.of("-man", "-Tutf8", "-ww", "-z"), pages)).isEmpty();
        assertThat(run("man", List.of("-l", "--warnings", "-Tutf8"), List.of(pages.getFirst())))
                .contains("holdfast")
                .doesNotContain("troff:", "groff:", "<standard input>:");
    }

    private String run(String program, List<String> options, List<String> files) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(files);
        Path output = directory.resolve(program + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        assertThat(builder.start().onExit().join().exitValue())
                .as(command.toString())
                .isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static List<ManPage> pages() {
        return ManPage.all(References.program(), ExitCodes.meanings(), "1", "2026-11-01");
    }

    /// Roff without its escapes and fonts.
    private static String plain(String roff) {
        return roff.replaceAll("\\\\f[BIR]", "")
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replace("\\(ti", "~")
                .replace("\\(ha", "^")
                .replace("\\(ga", "`")
                .replace("\\e", "\\")
                .replaceAll("(?m)^\\\\&", "");
    }
}
