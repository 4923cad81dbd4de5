package org.holdfast.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Programs that tests need, as Debian packs them. Immutable.
public final class DebianPackages {
    private final AptGet apt;
    private final String purpose;
    private final List<String> packages;
    private final List<String> programs;

    DebianPackages(AptGet apt, String purpose, List<String> packages, List<String> programs) {
        this.apt = apt;
        this.purpose = purpose;
        this.packages = List.copyOf(packages);
        this.programs = List.copyOf(programs);
    }

    /// Programs that are looked for on the `PATH`.
    ///
    /// @param purpose what cannot run without them, for the reason why it does not
    /// @param packages that have the programs
    public static DebianPackages of(String purpose, List<String> packages, List<String> programs) {
        return new DebianPackages(new AptGet(System.getenv("PATH")), purpose, packages, programs);
    }

    /// Installs what is missing, if this is a Debian and we are root. One process at a time does.
    ///
    /// @param directory for the output of the installation
    /// @return why the programs are not there; empty if they are
    public String provide(Path directory, Duration limit) throws IOException, InterruptedException {
        if (missing().isEmpty()) {
            return "";
        }
        if (!"root".equals(System.getProperty("user.name")) || !apt.has("apt-get")) {
            return purpose + " cannot run here: no program " + missing().getFirst()
                    + " on the PATH, and only root on a Debian could install it; apt-get install "
                    + String.join(" ", packages);
        }
        Path lock = Path.of(System.getProperty("java.io.tmpdir"), "holdfast-packages.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assert held.isValid();
            return missing().isEmpty() ? "" : install(directory, limit);
        }
    }

    private String install(Path directory, Duration limit) throws IOException, InterruptedException {
        // A fresh image has no lists of packages.
        apt.run(directory.resolve("apt-get-update.out"), limit, List.of("update"));
        Path output = directory.resolve("apt-get-install.out");
        List<String> install = new ArrayList<>(
                List.of("install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=" + limit.toSeconds()));
        install.addAll(packages);
        apt.run(output, limit, install);
        return missing().isEmpty()
                ? ""
                : purpose + " cannot run here: apt-get did not install it: " + AptGet.lastWord(output);
    }

    private List<String> missing() {
        return programs.stream().filter(program -> !apt.has(program)).toList();
    }
}
