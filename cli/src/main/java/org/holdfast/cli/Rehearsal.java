package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// What the launcher has Java learn from, to start quicker: short lives of stores, in both formats and in a bucket,
/// with as many files as it takes for Java to see which code is run often, and a night of a server with a
/// configuration.
final class Rehearsal {
    private static final int DIRECTORIES = 10;

    /// In each. The more there are, the better Java knows what to compile at once: with 250, backups and restores of
    /// 50 000 files take a seventh less time than with 40, and making ready 8 s longer.
    private static final int FILES = 250;

    private static final int LARGE_BYTES = 4 << 20;

    private Rehearsal() {}

    /// Begins and ends that life.
    ///
    /// @param args an empty directory
    public static void main(String[] args) throws IOException {
        Path scratch = Path.of(args[0]);
        Path source = Files.createDirectory(scratch.resolve("source"));
        fill(source);
        for (String format : List.of("rsync", "tgz")) {
            live(source, scratch.resolve(format).toString(), format, scratch.resolve("restored-" + format));
        }
        String configuration = configure(scratch, source).toString();
        run("backup", "create", "--all", "--config", configuration, "--quiet");
        run("backup", "cleanup", "--config", configuration, "--quiet");
        try (RehearsalBucket bucket = new RehearsalBucket()) {
            String store = "s3://bucket/server?region=us-east-1&endpoint=" + bucket.endpoint();
            live(source, store, "rsync", scratch.resolve("restored-bucket"));
        }
    }

    private static void live(Path source, String store, String format, Path target) throws IOException {
        String[] create = {
            "backup", "create", "--source", source.toString(), "--to", store, "--format", format, "--quiet"
        };
        run(create);
        run(create);
        run("backup", "list", "--from", store);
        run("backup", "restore", "latest", "--from", store, "--target", target.toString(), "--quiet");
    }

    private static void fill(Path source) throws IOException {
        Random random = new Random(1);
        for (int d = 0; d < DIRECTORIES; d++) {
            Path directory = Files.createDirectory(source.resolve("directory-" + d));
            for (int f = 0; f < FILES; f++) {
                byte[] content = new byte[random.nextInt(4000)];
                random.nextBytes(content);
                Files.write(directory.resolve("file-" + f), content);
            }
        }
        Files.write(source.resolve("large"), new byte[LARGE_BYTES]);
    }

    private static Path configure(Path scratch, Path source) throws IOException {
        String content = """
            sites:
              disk:
                provider: filesystem
                path: %s
                encryption: {}
                retention: { keepWithin: 2d, keepDaily: 7 }
            apps:
              blog:
                data: %s
                exclude: ["cache/", "*.tmp"]
                hooks:
                  before: "true"
            """.formatted(scratch.resolve("disk"), source);
        return Files.writeString(scratch.resolve("holdfast.yaml"), content);
    }

    static void run(String... command) throws IOException {
        int code = Main.run(command);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }
}
