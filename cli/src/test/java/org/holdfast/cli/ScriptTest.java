package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.testkit.CliScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Runs the sessions in `src/test/resources/scripts` against real processes, in an environment without a locale, and
/// holds what they print with `--json` against its schemas.
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/scripts");

    /// `typing ANSWER... -- COMMAND` runs a command on a terminal of its own, types an answer at each question, Ctrl-C
    /// being one, and prints what the terminal showed.
    private static final String TYPING = """
        #!/usr/bin/env python3
        import os, pty, signal, sys

        end = sys.argv.index("--")
        answers, command = sys.argv[1:end], sys.argv[end + 1:]
        child, terminal = pty.fork()
        if child == 0:
            # A test run in the background of a shell ignores it, and so would everything below.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvp(command[0], command)
        shown, asked = b"", 0
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            if answers and shown[asked:].endswith(b": "):
                answer = answers.pop(0)
                os.write(terminal, answer.encode() + (b"" if answer == "\\3" else b"\\n"))
                asked = len(shown)
        sys.stdout.buffer.write(shown.replace(b"\\r\\n", b"\\n"))
        sys.stdout.flush()
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """;

    @TempDir
    Path temporary;

    /// Only sessions whose name matches this; for those who work on one.
    private static final String CHOSEN = System.getProperty("sessions", ".*");

    private final JsonContract contract = new JsonContract();

    ScriptTest() throws IOException {}

    @AfterAll
    void hasSeenAllOfTheContract() {
        // Who works on some sessions knows that the others are missing.
        if (CHOSEN.equals(".*")) {
            contract.checkAll();
        }
    }

    @TestFactory
    Stream<DynamicTest> sessions() throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> found = Files.list(SCRIPTS)) {
            files = found.filter(file -> file.getFileName().toString().matches(CHOSEN))
                    .sorted()
                    .toList();
        }
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    CliScript script = CliScript.read(file);
                    // Short and without symbolic links, since messages name it.
                    Path directory =
                            Files.createDirectory(temporary.toRealPath().resolve(script.name()));
                    Path records = Files.createDirectory(temporary.toRealPath().resolve(script.name() + ".json"));
                    Path tools = tools(script.name(), records);
                    Map<String, String> environment = new HashMap<>(Map.of(
                            "PATH",
                            tools + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            "HOLDFAST",
                            tools.resolve("holdfast").toString(),
                            "HOLDFAST_STATE",
                            directory.resolve(".state").toString()));
                    if (!script.name().startsWith("s3-")) {
                        script.run(directory, environment);
                        contract.check(records);
                        return;
                    }
                    Path objects = Files.createDirectory(temporary.toRealPath().resolve(script.name() + "-objects"));
                    try (ProxiedDirectory server = ProxiedDirectory.start(objects)) {
                        environment.putAll(BucketEnvironment.on(server));
                        script.run(directory, environment);
                        contract.check(records);
                    }
                }));
    }

    /// What sessions call besides what every system has.
    ///
    /// @param records where runs with `--json` leave what they print
    private Path tools(String session, Path records) throws IOException {
        Path tools = Files.createDirectory(temporary.toRealPath().resolve(session + ".tools"));
        // What the launcher does, with the classes that are being tested.
        tool(tools.resolve("holdfast"), JsonContract.recording(SharedClasses.program(), records));
        // Root may read and write everything; a session that is about permissions must not.
        tool(tools.resolve("plain-user"), """
            #!/bin/sh
            [ "$(id -u)" = 0 ] || exec "$@"
            exec setpriv --bounding-set=-dac_override,-dac_read_search -- "$@"
            """);
        tool(tools.resolve("typing"), TYPING);
        return tools;
    }

    private static void tool(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
