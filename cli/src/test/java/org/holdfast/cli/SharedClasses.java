package org.holdfast.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.holdfast.servers.ProxiedDirectory;
import org.jspecify.annotations.Nullable;

/// The program's classes as one archive that all its processes map: of a short command's time a third goes into
/// loading and linking them, and the sessions run many hundreds. Java leaves it out where it does not fit.
record SharedClasses(String classPath, Path directory) {
    private static @Nullable SharedClasses ofTheseTests;

    /// The start of a command line: Java with its options and the program, whose classes the first caller archives.
    static synchronized List<String> program() throws IOException {
        if (ofTheseTests == null) {
            Path directory = Path.of("target/shared-classes").toAbsolutePath();
            SharedClasses made = in(directory.resolve("jars"));
            Path objects = Files.createTempDirectory(directory, "objects");
            try (ProxiedDirectory server = ProxiedDirectory.start(objects)) {
                made.archive(BucketEnvironment.on(server));
            }
            ofTheseTests = made;
        }
        return ofTheseTests.command("-XX:SharedArchiveFile=" + ofTheseTests.file());
    }

    /// Java shares the classes of JAR files only.
    private static SharedClasses in(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? packed(path, directory.resolve(jars.size() + ".jar")) : entry);
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

    private Path file() {
        return directory.resolve("classes.jsa");
    }

    private List<String> command(String sharing) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                // That the archive below it knows nothing of native access is told on standard output.
                "-Xlog:disable",
                sharing,
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "org.holdfast.cli.Main");
    }

    /// Makes the archive of what a backup into a bucket takes, which is nearly everything.
    ///
    /// @param environment of the bucket, as sessions have it
    private void archive(Map<String, String> environment) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        List<String> command = new ArrayList<>(command("-XX:ArchiveClassesAtExit=" + file()));
        command.addAll(List.of(
                "backup", "create", "--source", source.toString(), "--to", environment.getOrDefault("S3_URL", "")));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        process.environment().clear();
        process.environment().putAll(environment);
        process.environment().put("HOLDFAST_STATE", directory.resolve("state").toString());
        if (process.start().onExit().join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(directory.resolve("output")));
        }
    }
}
