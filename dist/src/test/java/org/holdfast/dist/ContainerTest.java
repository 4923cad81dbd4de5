package org.holdfast.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The Dockerfile and the compose file, as far as they can be read without an engine: that they say what they mean, and
/// name what is there.
final class ContainerTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final String WORK = "/src/";

    private record Instruction(String name, String rest) {}

    /// The instructions, each on one line.
    private static List<Instruction> dockerfile() throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        String joined = Files.readString(TOP.resolve("Dockerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "");
        for (String line : joined.lines().filter(line -> !line.isBlank()).toList()) {
            String[] words = line.split(" +", 2);
            instructions.add(new Instruction(words[0], words[1]));
        }
        return instructions;
    }

    private static List<String> all(String name) throws IOException {
        return dockerfile().stream()
                .filter(instruction -> instruction.name.equals(name))
                .map(Instruction::rest)
                .toList();
    }

    @Test
    void hasInstructionsThatThereAreAndImagesOfOneVersion() throws IOException {
        assertThat(dockerfile().stream().map(Instruction::name))
                .isSubsetOf("FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD")
                .startsWith("FROM");
        assertThat(all("FROM")).allSatisfy(image -> assertThat(image).matches("[a-z0-9./-]+:[0-9][^ ]*( AS [a-z]+)?"));
        // Without a shell between, so that a signal arrives.
        assertThat(all("ENTRYPOINT")).containsExactly("[\"holdfast\"]");
        assertThat(all("CMD")).containsExactly("[\"serve\"]");
    }

    @Test
    void shellUnderstandsWhatItRuns() throws Exception {
        assertThat(all("RUN")).hasSize(2);
        for (String command : all("RUN")) {
            Process shell = new ProcessBuilder("sh", "-n", "-c", command).start();
            assertThat(shell.waitFor()).as(command).isZero();
        }
    }

    /// By the command of the Dockerfile, these tests' own build made it, in the directory of this checkout.
    @Test
    void copiesWhatTheBuildMakes() throws IOException {
        assertThat(all("WORKDIR")).containsExactly(WORK.substring(0, WORK.length() - 1));
        assertThat(all("RUN").getFirst())
                .contains("mvn ")
                .contains(" -pl dist -am ")
                .endsWith(" package");
        assertThat(all("COPY")).hasSize(2).first().isEqualTo(". .");
        Matcher copy = Pattern.compile("--from=(\\w+) " + WORK + "(\\S+) (\\S+)")
                .matcher(all("COPY").getLast());
        assertThat(copy.matches()).isTrue();
        assertThat(all("FROM").getFirst()).endsWith(" AS " + copy.group(1));
        Path made = TOP.resolve(copy.group(2));
        assertThat(made).isEqualTo(Path.of(System.getProperty("app")));
        String linked = all("RUN").getLast().replaceAll("ln -s (\\S+) .*", "$1");
        assertThat(linked).startsWith(copy.group(3) + "/");
        assertThat(made.resolve(linked.substring(copy.group(3).length() + 1))).isExecutable();
    }

    /// What is built by hand here is built anew there, and sources are not left out.
    @Test
    void leavesOutOnlyWhatIsBuilt() throws IOException {
        assertThat(Files.readAllLines(TOP.resolve(".dockerignore"))).containsExactly(".git", "**/target");
    }

    @Test
    void composeNamesWhatIsThere() throws IOException {
        Map<?, ?> compose = map(yaml(TOP.resolve("compose.yaml")));
        assertThat(compose.keySet()).isEqualTo(Set.of("services", "volumes"));
        Map<?, ?> services = map(compose.get("services"));
        Map<?, ?> volumes = map(compose.get("volumes"));
        for (Object service : services.values()) {
            Map<?, ?> settings = map(service);
            assertThat(settings.keySet().stream().map(String::valueOf))
                    .isSubsetOf(
                            "build",
                            "image",
                            "init",
                            "restart",
                            "depends_on",
                            "environment",
                            "volumes",
                            "ports",
                            "entrypoint",
                            "healthcheck");
            assertThat(settings.containsKey("build") ^ settings.containsKey("image"))
                    .isTrue();
            for (Object volume : list(settings.get("volumes"))) {
                String source = String.valueOf(volume).replaceAll(":.*", "");
                if (source.startsWith(".")) {
                    assertThat(TOP.resolve(source)).exists();
                } else {
                    assertThat(volumes.containsKey(source)).as(source).isTrue();
                }
            }
            if (settings.containsKey("ports")) {
                assertThat(list(settings.get("ports")))
                        .allSatisfy(port -> assertThat(String.valueOf(port)).startsWith("127.0.0.1:"));
            }
            if (settings.containsKey("depends_on")) {
                for (Map.Entry<?, ?> needed : map(settings.get("depends_on")).entrySet()) {
                    assertThat(map(services.get(needed.getKey())).containsKey("healthcheck"))
                            .isTrue();
                }
            }
        }
        assertThat(String.valueOf(map(services.get("store")).get("image"))).matches("[a-z./]+:RELEASE[-.0-9TZ]+");
        assertThat(map(services.get("holdfast")).get("build")).isEqualTo(".");
    }

    /// The store's address, the port and the place of the configuration are in three files.
    @Test
    void configurationFitsTheCompositionAndTheImage() throws IOException {
        Map<?, ?> services = map(map(yaml(TOP.resolve("compose.yaml"))).get("services"));
        Map<?, ?> configuration = map(yaml(TOP.resolve("dist/src/container/holdfast.yaml")));
        Map<?, ?> site = map(map(configuration.get("sites")).get("store"));
        assertThat(services.containsKey(String.valueOf(site.get("endpoint")).replaceAll("http://(.*):9000", "$1")))
                .isTrue();
        assertThat(String.valueOf(
                        list(map(services.get("store")).get("entrypoint")).getLast()))
                .contains("mkdir -p /data/" + site.get("bucket"));
        List<?> mounted = list(map(services.get("holdfast")).get("volumes"));
        String place = all("ENV").getFirst().replaceAll(".*HOLDFAST_CONFIG=(\\S+).*", "$1");
        assertThat(mounted.stream().map(String::valueOf))
                .contains("./dist/src/container/holdfast.yaml:" + place + ":ro")
                .contains("state:" + all("VOLUME").getFirst());
        String data =
                String.valueOf(map(map(configuration.get("apps")).get("data")).get("data"));
        assertThat(mounted.stream().map(String::valueOf)).anyMatch(volume -> volume.endsWith(":" + data + ":ro"));
        assertThat(list(map(services.get("holdfast")).get("ports")).stream().map(String::valueOf))
                .containsExactly("127.0.0.1:7420:" + all("EXPOSE").getFirst());
    }

    private static Object yaml(Path file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) Objects.requireNonNull(value);
    }
}
