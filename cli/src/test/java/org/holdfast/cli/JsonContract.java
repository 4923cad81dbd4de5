package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.holdfast.testkit.JsonSchemas;
import picocli.CommandLine.Model.CommandSpec;

/// The schemas of what commands print with `--json`, against which each such run of a session is held. Thread-safe.
final class JsonContract {
    private static final Path SCHEMAS = Path.of("../spec/json");
    private static final String MESSAGES = "messages.schema.json";
    private static final String PARTS = "parts.schema.json";

    /// The command whose questions are for people, whatever else it says.
    private static final String ASKING = "site init";

    /// What takes more than a session to show: a provider that bills what was removed, a backup that cannot be
    /// looked at, a file that changes while it is read, a store that fails for the moment, the odd names of what is
    /// damaged or lost, and a server that runs until it is asked to end.
    private static final Pattern RARE = Pattern.compile(String.join(
            "|",
            "backup-cleanup.*/billed(Until|Bytes)",
            "backup-verify.*/backups/items/anyOf/1/.*",
            "messages.*/anyOf/[57]/.*",
            "messages.*/anyOf/6/path64",
            "parts.*/entry/anyOf/0/unstable",
            "parts.*/finding/path64",
            "serve.*/listening"));

    private final JsonSchemas schemas = new JsonSchemas(SCHEMAS);

    /// The commands of which something was held against their schema.
    private final Set<String> exercised = ConcurrentHashMap.newKeySet();

    JsonContract() throws IOException {}

    /// A shell script that stands for the program, and keeps what it prints with `--json` in `records`.
    static String recording(List<String> program, Path records) {
        String command = "'" + String.join("' '", program) + "' \"$@\"";
        return """
            #!/bin/sh
            case " $* " in
                *' --help '*) exec %1$s ;;
                *' --json '*) ;;
                *) exec %1$s ;;
            esac
            record=$(mktemp -d '%2$s/XXXXXXXX') || exit 99
            printf '%%s\\n' "$*" > "$record/arguments"
            %1$s > "$record/out" 2> "$record/err"
            code=$?
            echo $code > "$record/code"
            cat "$record/out"
            cat "$record/err" >&2
            exit $code
            """.formatted(command, records);
    }

    /// Holds all that was recorded against the schemas.
    void check(Path records) throws IOException {
        List<Path> runs;
        try (Stream<Path> found = Files.list(records)) {
            runs = found.sorted().toList();
        }
        for (Path run : runs) {
            check(
                    text(run, "arguments"),
                    text(run, "out"),
                    text(run, "err"),
                    text(run, "code").strip());
        }
    }

    /// Bytes that are no text become U+FFFD.
    private static String text(Path run, String name) throws IOException {
        return new String(Files.readAllBytes(run.resolve(name)), StandardCharsets.UTF_8);
    }

    private void check(String arguments, String out, String err, String code) {
        String command = command(arguments);
        if (!command.equals(ASKING)) {
            for (String line : err.lines().toList()) {
                assertThat(schemas.wrong(MESSAGES, line))
                        .as("%s%nsaid %s", arguments, line)
                        .isEmpty();
            }
        }
        if (command.isEmpty() || (out.isEmpty() && !code.equals("0"))) {
            return;
        }
        String schema = file(command);
        if (!schemas.document(schema).containsKey("contentMediaType")) {
            String json = out.isEmpty() ? "null" : out;
            assertThat(schemas.wrong(schema, json))
                    .as("%s%nprinted %s", arguments, out)
                    .isEmpty();
        }
        exercised.add(command);
    }

    /// The longest command that the arguments begin with, without the program's name.
    private static String command(String arguments) {
        List<String> path = new ArrayList<>();
        Menu menu = Menu.HOLDFAST;
        for (String word : arguments.strip().split(" ", -1)) {
            Menu found = menu.commands().stream()
                    .filter(one -> one.name().equals(word))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                break;
            }
            path.add(word);
            menu = found;
        }
        return menu.commands().isEmpty() ? String.join(" ", path) : "";
    }

    private static String file(String command) {
        return command.replace(' ', '-') + ".schema.json";
    }

    /// Makes sure that each command has a schema, that there are no others, and that each was exercised with all
    /// members that it has, but for rare ones.
    void checkAll() {
        Set<String> commands = new TreeSet<>();
        Set<String> files = new TreeSet<>(Set.of(MESSAGES, PARTS));
        for (CommandSpec command : ReferencesTest.commands()) {
            if (command.subcommands().isEmpty()) {
                String name = command.qualifiedName().replaceFirst("holdfast ", "");
                commands.add(name);
                files.add(file(name));
            }
        }
        Set<String> unseen = new TreeSet<>();
        files.forEach(file -> unseen.addAll(schemas.unseen(file)));
        SoftAssertions.assertSoftly(all -> {
            all.assertThat(schemas.names()).isEqualTo(files);
            all.assertThat(exercised)
                    .as("commands of which a session printed JSON")
                    .containsExactlyInAnyOrderElementsOf(commands);
            unseen.removeIf(member -> RARE.matcher(member).matches());
            all.assertThat(unseen).as("members that no session has shown").isEmpty();
        });
    }
}
