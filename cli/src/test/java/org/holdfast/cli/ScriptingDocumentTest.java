package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.engine.Failure;
import org.holdfast.testkit.JsonSchemas;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/// What `docs/scripting.md` says of exit codes and JSON is what the program does.
class ScriptingDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/scripting.md");
    private static final Pattern CODE = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^\\| \\[`([a-z -]+)`\\]\\(\\.\\./spec/json/([a-z.-]+)\\) \\| (.*) \\|$");

    @Test
    void hasTheExitCodes() throws IOException {
        List<String> documented = new ArrayList<>();
        for (Matcher row = CODE.matcher(Files.readString(DOCUMENT)); row.find(); ) {
            documented.add(row.group(1) + " " + row.group(2));
        }
        List<String> known = new ArrayList<>();
        ExitCodes.meanings().forEach((code, meaning) -> known.add(code + " " + meaning));
        assertThat(documented).isEqualTo(known);
        Set<Integer> thrown = new HashSet<>(Set.of(0, Failure.INCOMPLETE_EXIT_CODE));
        for (Failure failure : Failure.values()) {
            thrown.add(failure.exitCode());
        }
        assertThat(ExitCodes.meanings().keySet()).isEqualTo(thrown);
        // What a command says of its own must be among them.
        for (CommandSpec command : ReferencesTest.commands()) {
            assertThat(command.usageMessage().exitCodeList().keySet())
                    .allSatisfy(code -> assertThat(ExitCodes.meanings()).containsKey(Integer.valueOf(code)));
        }
    }

    @Test
    void hasEveryCommandAndItsSchema() throws IOException {
        List<String> documented = new ArrayList<>();
        JsonSchemas schemas = new JsonSchemas(Path.of("../spec/json"));
        for (Matcher row = COMMAND.matcher(Files.readString(DOCUMENT)); row.find(); ) {
            documented.add("holdfast " + row.group(1));
            assertThat(row.group(2)).isEqualTo(row.group(1).replace(' ', '-') + ".schema.json");
            assertThat(row.group(3)).isEqualTo(schemas.document(row.group(2)).get("description"));
        }
        assertThat(documented)
                .containsExactlyElementsOf(ReferencesTest.commands().stream()
                        .filter(command -> command.subcommands().isEmpty())
                        .map(CommandSpec::qualifiedName)
                        .toList());
    }
}
