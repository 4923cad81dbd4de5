package org.holdfast.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A browser, and the program that drives it. Immutable.
public record Chromium(Path browser, Path driver) {
    /// Without fonts texts have no size, and cannot be clicked on.
    private static final List<String> PACKAGES =
            List.of("chromium", "chromium-common", "chromium-driver", "fontconfig-config", "fonts-dejavu-core");

    /// To load a hundred megabytes, and to unpack them.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Runs the driver, and so the browser, where they are not installed.
    private static final String DRIVER = """
        #!/bin/sh
        top=$(cd -- "$(dirname -- "$0")" && pwd)
        for libraries in "$top"/usr/lib/*-linux-gnu "$top"/usr/lib/*-linux-gnu/pulseaudio "$top"/lib/*-linux-gnu; do
            [ ! -d "$libraries" ] || LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        done
        export LD_LIBRARY_PATH FONTCONFIG_SYSROOT="$top"
        exec "$top/usr/bin/chromedriver" "$@"
        """;

    /// The one on the `PATH`; else Debian's, unpacked into a directory, with the libraries that this machine lacks.
    /// Nothing is installed, so nobody need be root.
    ///
    /// @param directory for the one that is unpacked, which stays there for the next time
    /// @throws IOException that says why there is none
    public static Chromium provide(Path directory) throws IOException, InterruptedException {
        return provide(new AptGet(System.getenv("PATH")), directory);
    }

    static Chromium provide(AptGet apt, Path directory) throws IOException, InterruptedException {
        Optional<Path> browser = apt.find("chromium");
        Optional<Path> driver = apt.find("chromedriver");
        if (browser.isPresent() && driver.isPresent()) {
            return new Chromium(browser.get(), driver.get());
        }
        Path root = directory.toAbsolutePath();
        if (Files.notExists(root)) {
            if (!apt.has("apt-get") || !apt.has("dpkg-deb")) {
                throw new IOException("there is no browser: no chromium and chromedriver on the PATH, and this is no"
                        + " Debian to get them from");
            }
            Path work = Files.createTempDirectory(
                    Files.createDirectories(root.resolve("..").normalize()), "chromium");
            try {
                // Under its name only when it is whole.
                Files.move(unpacked(apt, work), root);
            } finally {
                remove(work);
            }
        }
        return new Chromium(browser(root), driver(root));
    }

    private static Path unpacked(AptGet apt, Path work) throws IOException, InterruptedException {
        Path lists = Files.createDirectories(work.resolve("lists/partial")).getParent();
        Path cache = Files.createDirectories(work.resolve("cache"));
        List<String> own =
                List.of("-o", "Dir::State::lists=" + lists, "-o", "Dir::Cache=" + cache, "-o", "Debug::NoLocking=1");
        // A fresh image has no lists of packages, and only root may write those of the machine.
        List<String> update = new ArrayList<>(List.of("update"));
        update.addAll(own);
        apt.run(work.resolve("update.out"), PATIENCE, update);
        List<String> load =
                new ArrayList<>(List.of("install", "-y", "--download-only", "--reinstall", "--no-install-recommends"));
        load.addAll(own);
        load.addAll(PACKAGES);
        Path output = work.resolve("load.out");
        apt.run(output, PATIENCE, load);
        Path root = Files.createDirectories(work.resolve("root"));
        for (Path archive : archives(cache)) {
            unpack(apt, archive, root, output);
        }
        if (!Files.isExecutable(browser(root)) || !Files.isExecutable(root.resolve("usr/bin/chromedriver"))) {
            throw new IOException("there is no browser: apt-get did not bring one: " + AptGet.lastWord(output));
        }
        Files.writeString(driver(root), DRIVER);
        Files.setPosixFilePermissions(driver(root), PosixFilePermissions.fromString("rwxr-xr-x"));
        return root;
    }

    private static List<Path> archives(Path cache) throws IOException {
        Path archives = cache.resolve("archives");
        if (Files.notExists(archives)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .sorted()
                    .toList();
        }
    }

    private static void unpack(AptGet apt, Path archive, Path root, Path output)
            throws IOException, InterruptedException {
        Path program = apt.find("dpkg-deb").orElseThrow();
        Process process = new ProcessBuilder(program.toString(), "-x", archive.toString(), root.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    "there is no browser: cannot unpack " + archive.getFileName() + ": " + AptGet.lastWord(output));
        }
    }

    private static Path browser(Path root) {
        // What lies in bin is a script that looks for things where they would be installed.
        return root.resolve("usr/lib/chromium/chromium");
    }

    private static Path driver(Path root) {
        return root.resolve("chromedriver");
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
