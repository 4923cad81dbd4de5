package org.holdfast.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The program's classes as one cache that all its processes map: of a short command's time half goes into loading
/// and linking them, and the sessions run many hundreds. Java leaves it out where it does not fit.
record SharedClasses(String classPath, Path directory) {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static @Nullable SharedClasses ofTheseTests;

    /// The start of a command line: Java with its options and the program. The first caller has it keep the classes.
    static synchronized List<String> program() throws IOException {
        if (ofTheseTests == null) {
            Path directory = Path.of("target/shared-classes").toAbsolutePath();
            SharedClasses made = in(directory.resolve("jars"));
            made.rehearse();
            ofTheseTests = made;
        }
        return ofTheseTests.command("-XX:AOTCache=" + ofTheseTests.file(), "Main");
    }

    /// Java shares the classes of JAR files only.
    private static SharedClasses in(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(packed(path, directory.resolve(jars.size() + ".jar")));
            } else {
                jars.add(asBuilt(path, directory));
            }
        }
        return new SharedClasses(String.join(File.pathSeparator, jars), directory);
    }

    private static String packed(Path classes, Path jar) {
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        ".");
        if (code != 0) {
            throw new IllegalStateException("jar ended with " + code);
        }
        return jar.toString();
    }

    /// As the program is built, so that Java keeps the classes of these, too.
    private static String asBuilt(Path jar, Path directory) throws IOException {
        String name = jar.getFileName().toString();
        if (name.startsWith("picocli-")) {
            return rewritten("NewerClasses", jar, directory);
        }
        return name.startsWith("bcprov-") ? rewritten("Unsigned", jar, directory) : jar.toString();
    }

    private static String rewritten(String how, Path jar, Path directory) throws IOException {
        Path copy = directory.resolve(jar.getFileName());
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        succeed(new ProcessBuilder(JAVA, "src/build/" + how + ".java", copy.toString()), directory);
        return copy.toString();
    }

    private Path file() {
        return directory.resolve("classes.aot");
    }

    /// The start of a command line that runs `program`. Most runs last half a second, in which neither the optimising
    /// compiler nor compiling in advance would pay.
    private List<String> command(String sharing, String program) {
        return List.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTReplayTraining",
                "-XX:ArchiveRelocationMode=0",
                "-XX:-UsePerfData",
                // That a cache does not fit, or is being made, is told on standard output.
                "-Xlog:disable",
                sharing,
                "-Xms32m",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "org.holdfast.cli." + program);
    }

    /// Has Java keep what the launcher has it keep.
    private void rehearse() throws IOException {
        rehearse("-XX:AOTCacheOutput=" + file(), "Rehearsal");
        // Of the other one it is only to be seen that its commands work.
        rehearse("-XX:AOTCache=" + file(), "OfflineRehearsal");
    }

    private void rehearse(String sharing, String program) throws IOException {
        Path life = Files.createTempDirectory(directory, "life");
        List<String> command = new ArrayList<>(command(sharing, program));
        command.add(life.toString());
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().clear();
        process.environment()
                .putAll(Map.of(
                        "HOLDFAST_STATE",
                        life.resolve("state").toString(),
                        "HOLDFAST_PASSWORD",
                        "correct horse battery staple",
                        "AWS_ACCESS_KEY_ID",
                        "nobody",
                        "AWS_SECRET_ACCESS_KEY",
                        "nothing"));
        succeed(process, directory);
    }

    private static void succeed(ProcessBuilder process, Path directory) throws IOException {
        Path output = directory.resolve("output");
        process.redirectErrorStream(true).redirectOutput(output.toFile());
        if (process.start().onExit().join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(output));
        }
    }
}
