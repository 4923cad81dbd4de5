package org.holdfast.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Debian's way to programs, and where they are found. Immutable.
///
/// @param path where to look for programs, as in the variable `PATH`
record AptGet(String path) {
    /// Where a program is.
    Optional<Path> find(String program) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    boolean has(String program) {
        return find(program).isPresent();
    }

    /// Runs it, and waits for as long as that may take. Whether it did its work is to be seen by what is there then.
    ///
    /// @param output gets what it says
    void run(Path output, Duration limit, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("timeout", Long.toString(limit.toSeconds()), "apt-get"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        builder.environment().put("PATH", path);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toSeconds() + 5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /// The last it said, for people.
    static String lastWord(Path output) throws IOException {
        return Files.readAllLines(output).reversed().stream().findFirst().orElse("it said nothing");
    }
}
