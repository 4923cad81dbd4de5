package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.testkit.DocPage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Runs every command of the README and of `docs`: the blocks of a page in their order, as one shell in a home of its
/// own, each of which must end with 0. A block `text` right below is what it prints, where `…` stands for whatever
/// varies, and for any lines if it is alone on a line.
///
/// The page runs as it is, but for what [#asHere] puts in the place of what readers have and a test has not, and for
/// the commands of `docs/not-run.txt`, each with its reason.
@Execution(ExecutionMode.CONCURRENT)
final class DocsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path NOT_RUN = Path.of("src/test/resources/docs/not-run.txt");

    /// What blocks may say they are. Only `sh` holds commands.
    private static final Set<String> LANGUAGES = Set.of("sh", "text", "yaml", "json", "ini", "python", "nginx");

    /// Only pages whose name matches this; for those who work on one.
    private static final String CHOSEN = System.getProperty("pages", ".*");

    private static final Pattern BUCKET = Pattern.compile("s3://([a-z0-9][a-z0-9.-]+)");
    private static final Pattern PLACE = Pattern.compile("(s3://[^?'\"\\s]+)\\?[^'\"\\s]+");
    private static final Pattern LOOKS_LIKE_A_COMMAND =
            Pattern.compile("(?m)^(\\$ |\\./holdfast |sudo |holdfast [a-z])");

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> pages() throws IOException, InterruptedException {
        String program = "'" + String.join("' '", SharedClasses.program()) + "'";
        Path tools = Files.createDirectory(temporary.toRealPath().resolve("tools"));
        for (String command : notRun().keySet()) {
            tool(tools.resolve(command), "#!/bin/sh\ncase $0 in */sudo) cat > /dev/null ;; esac\n");
        }
        // Pages that differ only in what the test puts something else for, as most of providers do, are run once.
        Map<String, List<DocPage>> alike = DocPage.all(TOP).stream()
                .filter(page -> page.name(TOP).matches(CHOSEN))
                .collect(Collectors.groupingBy(DocsTest::anywhere, LinkedHashMap::new, Collectors.toList()));
        return alike.values().stream()
                .map(pages -> DynamicTest.dynamicTest(
                        pages.stream().map(page -> page.name(TOP)).collect(Collectors.joining(" ")),
                        () -> run(pages.getFirst(), program, tools)));
    }

    /// Its commands and what they print, as they would be on any machine.
    private static String anywhere(DocPage page) {
        return page.blocks().stream()
                .map(block -> block.language() + asHere(block.text(), Path.of("/home/you"), 0, Map.of()))
                .collect(Collectors.joining());
    }

    /// Whoever writes a page is told here how.
    @Test
    void everyBlockSaysWhatItIs() throws IOException {
        for (DocPage page : DocPage.all(TOP)) {
            for (DocPage.Block block : page.blocks()) {
                String where = page.name(TOP) + ":" + block.line();
                assertThat(LANGUAGES)
                        .as(where + ": commands are ```sh and are run; what else is shown is one of the others")
                        .contains(block.language());
                if (!block.language().equals(DocPage.COMMANDS)) {
                    assertThat(LOOKS_LIKE_A_COMMAND.matcher(block.text()).find())
                            .as(where + ": a command in a block that is not run: make it ```sh")
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyCommandThatIsNotRunIsThereAndHasAReason() throws IOException {
        String commands = DocPage.all(TOP).stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(DocPage.COMMANDS))
                .map(DocPage.Block::text)
                .collect(Collectors.joining());
        notRun().forEach((command, reason) -> {
            assertThat(reason).as(command).isNotBlank();
            assertThat(Pattern.compile("\\b" + Pattern.quote(command) + " ")
                            .matcher(commands)
                            .find())
                    .as(command + " is in " + NOT_RUN + ", and in no page")
                    .isTrue();
        });
    }

    /// Commands that no test should run, each with the reason.
    private static Map<String, String> notRun() throws IOException {
        Map<String, String> commands = new TreeMap<>();
        for (String line : Files.readAllLines(NOT_RUN)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" +", 2);
                commands.put(parts[0], parts.length < 2 ? "" : parts[1]);
            }
        }
        return commands;
    }

    private void run(DocPage page, String program, Path notRun) throws IOException, InterruptedException {
        Path home = Files.createDirectories(
                temporary.toRealPath().resolve(page.name(TOP).replaceAll("[^a-z0-9]+", "-")));
        if (!BUCKET.matcher(commands(page)).find()) {
            run(page, home, program, notRun, Map.of());
            return;
        }
        Path objects = Files.createDirectory(Path.of(home + "-objects"));
        try (ProxiedDirectory server = ProxiedDirectory.start(objects)) {
            Set<String> buckets = new TreeSet<>();
            BUCKET.matcher(commands(page)).results().forEach(found -> buckets.add(found.group(1)));
            for (String bucket : buckets) {
                Files.createDirectory(server.files(bucket));
            }
            run(page, home, program, notRun, BucketEnvironment.on(server));
        }
    }

    private static String commands(DocPage page) {
        return page.blocks().stream()
                .filter(block -> block.language().equals(DocPage.COMMANDS))
                .map(DocPage.Block::text)
                .collect(Collectors.joining());
    }

    private void run(DocPage page, Path home, String program, Path notRun, Map<String, String> bucket)
            throws IOException, InterruptedException {
        Path outputs = Files.createDirectory(Path.of(home + "-outputs"));
        int port = freePort();
        Path checkout = checkout(home, program, port, outputs);
        Map<String, String> environment = new HashMap<>(bucket);
        environment.put("HOME", home.toString());
        environment.put(
                "PATH", notRun + ":" + checkout + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        // Where they are for a user; for root they would be places of the whole machine.
        environment.put("HOLDFAST_STATE", home + "/.local/state/holdfast");
        if (commands(page).contains("/holdfast.yaml")) {
            environment.put("HOLDFAST_CONFIG", home + "/.config/holdfast/holdfast.yaml");
        }
        StringBuilder script = new StringBuilder("set -e\n");
        for (DocPage.Block block : page.blocks()) {
            if (block.language().equals(DocPage.COMMANDS)) {
                script.append("echo ")
                        .append(block.line())
                        .append(" > '")
                        .append(outputs)
                        .append("/at'\n{\n:\n");
                script.append(asHere(block.text(), home, port, bucket));
                script.append("} > '")
                        .append(outputs.resolve(block.line() + ""))
                        .append("' 2>&1\n");
            }
        }
        int exitCode;
        try {
            exitCode = shell(script.toString(), checkout, environment, outputs.resolve("of-the-shell"));
        } finally {
            end(outputs.resolve("served"));
        }
        if (exitCode != 0) {
            String at = Files.readString(outputs.resolve("at")).strip();
            throw new AssertionError(page.name(TOP) + ":" + at + ": a command ended with " + exitCode + "\n"
                    + read(outputs.resolve(at)) + read(outputs.resolve("of-the-shell")));
        }
        compare(page, home, port, bucket, outputs);
    }

    private static void compare(DocPage page, Path home, int port, Map<String, String> bucket, Path outputs)
            throws IOException {
        for (int i = 1; i < page.blocks().size(); i++) {
            DocPage.Block shown = page.blocks().get(i);
            DocPage.Block before = page.blocks().get(i - 1);
            if (shown.follows()
                    && shown.language().equals("text")
                    && before.language().equals(DocPage.COMMANDS)) {
                String expected = asHere(shown.text(), home, port, bucket);
                String printed = read(outputs.resolve(before.line() + ""));
                if (!pattern(expected).matcher(printed).matches()) {
                    assertThat(printed).as(page.name(TOP) + ":" + shown.line()).isEqualTo(expected);
                }
            }
        }
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(expected.lines()
                .map(line -> line.strip().equals("…")
                        ? "(?:.*\\n)*"
                        : Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")) + "\\n")
                .collect(Collectors.joining()));
    }

    /// What is the reader's own, as it is here: a bucket is one of a server of this test, whose address and keys take
    /// the place of those in the page; absolute places are below the scratch home; the port is one that is free.
    private static String asHere(String text, Path home, int port, Map<String, String> bucket) {
        String endpoint = bucket.getOrDefault("S3_ENDPOINT", "");
        String here = text.replaceAll("(?<![\\w.}~/])/(home/you|srv|mnt|opt/holdfast|etc/holdfast)\\b", home + "/$1")
                .replace(home + "/home/you", home.toString())
                .replace("7420", String.valueOf(port))
                .replace("_KEY_ID=...", "_KEY_ID=" + bucket.get("AWS_ACCESS_KEY_ID"))
                .replace("_ACCESS_KEY=...", "_ACCESS_KEY=" + bucket.get("AWS_SECRET_ACCESS_KEY"));
        return PLACE.matcher(here).replaceAll("$1?endpoint=" + endpoint + "&region=us-east-1");
    }

    /// Where commands run: what of the checkout they name, and the program that is being tested.
    private static Path checkout(Path home, String program, int port, Path outputs) throws IOException {
        Path checkout = Files.createDirectory(home.resolve("checkout"));
        copy(TOP.resolve("spec"), checkout.resolve("spec"));
        // "serve" runs until it is stopped, and the page goes on in another terminal: when it listens.
        tool(
                checkout.resolve("holdfast"),
                """
                #!/bin/sh
                [ "$*" = serve ] || exec PROGRAM "$@"
                grep -q '^serve:' "$HOLDFAST_CONFIG" || printf 'serve: { port: PORT }\\n' >> "$HOLDFAST_CONFIG"
                mkfifo OUTPUTS/told
                PROGRAM serve > OUTPUTS/told 2>&1 &
                echo $! > OUTPUTS/served
                while read -r line; do
                    echo "$line"
                    case $line in listening*) cat > /dev/null & break ;; esac
                done < OUTPUTS/told
                """.replace("PROGRAM", program).replace("PORT", "" + port).replace("OUTPUTS", outputs.toString()));
        return checkout;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> found;
        try (Stream<Path> tree = Files.walk(from)) {
            found = tree.toList();
        }
        for (Path path : found) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }

    private static int shell(String script, Path directory, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return 124;
        }
        return process.exitValue();
    }

    private static void end(Path served) throws IOException {
        if (Files.exists(served)) {
            ProcessHandle.of(Long.parseLong(Files.readString(served).strip())).ifPresent(server -> {
                server.destroy();
                server.onExit().join();
            });
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void tool(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
