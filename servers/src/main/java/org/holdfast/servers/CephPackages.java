package org.holdfast.servers;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The programs of Ceph, as Debian packs them.
///
/// @param path where to look for programs, as in the variable `PATH`
record CephPackages(String path) {
    private static final List<String> PACKAGES = List.of("radosgw", "ceph-mon", "ceph-osd", "ceph-common");
    private static final List<String> PROGRAMS = List.of(
            "radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "setpriv");

    /// Installs what is missing, if this is a Debian and we are root. One process at a time does.
    ///
    /// @param directory for the output of the installation
    /// @return why the programs are not there; empty if they are
    String provide(Path directory, Duration limit) throws IOException, InterruptedException {
        if (missing().isEmpty()) {
            return "";
        }
        if (!"root".equals(System.getProperty("user.name")) || !has("apt-get")) {
            return "radosgw cannot run here: no program " + missing().getFirst()
                    + " on the PATH, and only root on a Debian could install it; apt-get install "
                    + String.join(" ", PACKAGES);
        }
        Path lock = Path.of(System.getProperty("java.io.tmpdir"), "holdfast-ceph-packages.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assert held.isValid();
            return missing().isEmpty() ? "" : install(directory, limit);
        }
    }

    private String install(Path directory, Duration limit) throws IOException, InterruptedException {
        // A fresh image has no lists of packages.
        run(directory.resolve("apt-get-update.out"), limit, List.of("update"));
        Path output = directory.resolve("apt-get-install.out");
        List<String> install = new ArrayList<>(
                List.of("install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=" + limit.toSeconds()));
        install.addAll(PACKAGES);
        run(output, limit, install);
        if (missing().isEmpty()) {
            return "";
        }
        return "radosgw cannot run here: apt-get did not install it: "
                + Files.readAllLines(output).reversed().stream().findFirst().orElse("it said nothing");
    }

    private void run(Path output, Duration limit, List<String> arguments) throws IOException, InterruptedException {
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

    private List<String> missing() {
        return PROGRAMS.stream().filter(program -> !has(program)).toList();
    }

    private boolean has(String program) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
