package org.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// A command-line session as a text file: what is typed, and exactly what must come back.
///
/// A line's first word says what it is; blank lines and lines beginning with `#` say nothing.
///
///     ~ COMMAND    what the session needs; if it fails, the session is skipped
///     $ COMMAND    a line for the shell; lines below that begin with two spaces belong to it
///     > TEXT       a line that the command writes to standard output; none: it must be silent
///     ! TEXT       a line that it writes to standard error; likewise
///     = CODE       its exit code; 0 unless given
///     ? PATH       a path that must exist afterwards
///     - PATH       a path that must not exist afterwards
///
/// `<id>`, `<time>`, `<seconds>`, `<size>`, `<n>`, `<any>` in an expected line stand for what varies, `<dir>` for the
/// directory of the session.
public final class CliScript {
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "<id>",
                    "\\d{4}-\\d\\d-\\d\\d-\\d{6}-\\d{3}/(?:app_[A-Za-z0-9._-]+|box)_\\d{4}-\\d\\d-\\d\\d-\\d{6}-\\d{3}_v[A-Za-z0-9._+~-]+",
            "<time>", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z",
            "<seconds>", "\\d+\\.\\d s",
            "<size>", "\\d+(\\.\\d)? (B|[KMG]iB)",
            "<n>", "\\d+",
            "<any>", ".*");
    private static final Pattern PLACEHOLDER = Pattern.compile("<(id|time|seconds|size|n|any|dir)>");

    private final Path file;
    private final List<String> needs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private static final class Step {
        final int line;
        final StringBuilder command;
        final List<String> out = new ArrayList<>();
        final List<String> err = new ArrayList<>();
        final List<String> existing = new ArrayList<>();
        final List<String> missing = new ArrayList<>();
        int exitCode;

        Step(int line, String command) {
            this.line = line;
            this.command = new StringBuilder(command);
        }
    }

    private CliScript(Path file) {
        this.file = file;
    }

    /// Parses a session.
    ///
    /// @throws IllegalArgumentException if a line is none of those above
    public static CliScript read(Path file) throws IOException {
        CliScript script = new CliScript(file);
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            script.add(i + 1, lines.get(i));
        }
        return script;
    }

    /// The file's name without its ending.
    public String name() {
        return String.valueOf(file.getFileName()).replaceFirst("\\.txt$", "");
    }

    private void add(int number, String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String rest = line.length() > 2 ? line.substring(2) : "";
        if (line.startsWith("  ")) {
            last(number).command.append('\n').append(rest);
            return;
        }
        switch (line.charAt(0)) {
            case '~' -> needs.add(rest);
            case '$' -> steps.add(new Step(number, rest));
            case '>' -> last(number).out.add(rest);
            case '!' -> last(number).err.add(rest);
            case '?' -> last(number).existing.add(rest);
            case '-' -> last(number).missing.add(rest);
            case '=' -> last(number).exitCode = Integer.parseInt(rest.strip());
            default -> throw new IllegalArgumentException(file + ":" + number + ": what is this? " + line);
        }
    }

    private Step last(int number) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException(file + ":" + number + ": no command yet");
        }
        return steps.getLast();
    }

    /// Runs the session.
    ///
    /// @param directory an empty one, where the commands run
    /// @param environment all the variables that they see
    public void run(Path directory, Map<String, String> environment) throws IOException, InterruptedException {
        for (String need : needs) {
            Assumptions.assumeTrue(
                    shell(need, directory, environment).exitCode == 0, "this machine cannot do: " + need);
        }
        for (Step step : steps) {
            check(step, shell(step.command.toString(), directory, environment), directory);
        }
    }

    private record Result(int exitCode, List<String> out, List<String> err) {}

    private static Result shell(String command, Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("script-", ".out");
        Path err = Files.createTempFile("script-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("does not end: " + command);
            }
            return new Result(process.exitValue(), lines(out), lines(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Bytes that are no UTF-8 become U+FFFD, in scripts too.
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private void check(Step step, Result result, Path directory) {
        String where = file.getFileName() + ":" + step.line + ": " + step.command;
        String seen = where + "\nexit " + result.exitCode + "\n> " + String.join("\n> ", result.out) + "\n! "
                + String.join("\n! ", result.err) + "\n";
        assertLines(seen + "standard output", step.out, result.out, directory);
        assertLines(seen + "standard error", step.err, result.err, directory);
        assertThat(result.exitCode).as(seen + "exit code").isEqualTo(step.exitCode);
        for (String path : step.existing) {
            assertThat(exists(directory, path)).as(where + "\nexists: " + path).isTrue();
        }
        for (String path : step.missing) {
            assertThat(exists(directory, path)).as(where + "\nexists: " + path).isFalse();
        }
    }

    private static void assertLines(String what, List<String> expected, List<String> actual, Path directory) {
        boolean matches = expected.size() == actual.size();
        for (int i = 0; matches && i < expected.size(); i++) {
            matches = pattern(expected.get(i), directory).matcher(actual.get(i)).matches();
        }
        if (!matches) {
            assertThat(actual).as(what).containsExactlyElementsOf(expected);
        }
    }

    private static Pattern pattern(String expected, Path directory) {
        StringBuilder regex = new StringBuilder();
        int end = 0;
        for (var found = PLACEHOLDER.matcher(expected); found.find(); end = found.end()) {
            regex.append(Pattern.quote(expected.substring(end, found.start())));
            regex.append(PLACEHOLDERS.getOrDefault(found.group(), Pattern.quote(directory.toString())));
        }
        return Pattern.compile(regex + Pattern.quote(expected.substring(end)));
    }

    private static boolean exists(Path directory, String path) {
        return Files.exists(directory.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }
}
