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
import org.holdfast.servers.ProxiedDirectory;
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
            Path objects = Files.createTempDirectory(directory, "objects");
            try (ProxiedDirectory server = ProxiedDirectory.start(objects)) {
                made.rehearse(BucketEnvironment.on(server));
            }
            ofTheseTests = made;
        }
        return ofTheseTests.command("-XX:AOTCache=" + ofTheseTests.file());
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
                jars.add(path.getFileName().toString().startsWith("picocli-") ? newer(path, directory) : entry);
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

    /// As the program is built: of picocli's own classes, Java would keep none.
    private static String newer(Path jar, Path directory) throws IOException {
        Path copy = directory.resolve(jar.getFileName());
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        succeed(new ProcessBuilder(JAVA, "src/build/NewerClasses.java", copy.toString()), directory);
        return copy.toString();
    }

    private Path file() {
        return directory.resolve("classes.aot");
    }

    private List<String> command(String sharing) {
        return List.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // That a cache does not fit, or is being made, is told on standard output.
                "-Xlog:disable",
                sharing,
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "org.holdfast.cli.Main");
    }

    /// Has Java keep what a backup into a bucket takes, which is nearly everything.
    ///
    /// @param environment of the bucket, as sessions have it
    private void rehearse(Map<String, String> environment) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        List<String> command = new ArrayList<>(command("-XX:AOTCacheOutput=" + file()));
        command.addAll(List.of(
                "backup", "create", "--source", source.toString(), "--to", environment.getOrDefault("S3_URL", "")));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().clear();
        process.environment().putAll(environment);
        process.environment().put("HOLDFAST_STATE", directory.resolve("state").toString());
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
