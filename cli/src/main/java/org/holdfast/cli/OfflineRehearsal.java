package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the launcher has Java learn from, to start commands quicker that reach no store, see [Rehearsal].
final class OfflineRehearsal {
    private OfflineRehearsal() {}

    /// Runs them.
    ///
    /// @param args an empty directory
    public static void main(String[] args) throws IOException {
        Path scratch = Path.of(args[0]);
        String configuration = configure(scratch).toString();
        Rehearsal.run("version");
        Rehearsal.run("version", "--json");
        Rehearsal.run("--help");
        Rehearsal.run("completion", "bash");
        Rehearsal.run("config", "check", "--config", configuration);
        Rehearsal.run("config", "show", "--config", configuration);
        Rehearsal.run("site", "list", "--config", configuration);
        Rehearsal.run("site", "show", "bucket", "--config", configuration);
        Rehearsal.run("app", "list", "--config", configuration);
        Rehearsal.run("app", "show", "blog", "--config", configuration);
    }

    private static Path configure(Path scratch) throws IOException {
        Path data = Files.createDirectory(scratch.resolve("data"));
        String content = """
            sites:
              disk:
                provider: filesystem
                path: %s
                encryption: {}
                retention: { keepWithin: 2d, keepDaily: 7 }
              bucket:
                provider: wasabi
                region: eu-central-1
                bucket: backups
                schedule: "0 3 * * *"
                encryption: {}
            apps:
              blog:
                data: %s
                exclude: ["cache/", "*.tmp"]
                hooks:
                  before: "true"
            """.formatted(scratch.resolve("disk"), data);
        return Files.writeString(scratch.resolve("holdfast.yaml"), content);
    }
}
