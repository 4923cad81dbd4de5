package org.holdfast.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The programs of Ceph, as Debian packs them.
///
/// @param apt also knows where programs are
record CephPackages(AptGet apt) {
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
        if (!"root".equals(System.getProperty("user.name")) || !apt.has("apt-get")) {
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
        apt.run(directory.resolve("apt-get-update.out"), limit, List.of("update"));
        Path output = directory.resolve("apt-get-install.out");
        List<String> install = new ArrayList<>(
                List.of("install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=" + limit.toSeconds()));
        install.addAll(PACKAGES);
        apt.run(output, limit, install);
        if (missing().isEmpty()) {
            return "";
        }
        return "radosgw cannot run here: apt-get did not install it: " + AptGet.lastWord(output);
    }

    private List<String> missing() {
        return PROGRAMS.stream().filter(program -> !apt.has(program)).toList();
    }
}
