package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// How many operations on files are useful at once. Stateless.
final class Concurrency {
    /// As Linux calls them, without the number of a version, and what mounts them when they are needed.
    private static final Set<String> NETWORKS = Set.of(
            "nfs", "cifs", "smb", "smbfs", "9p", "afs", "ceph", "glusterfs", "davfs", "lustre", "beegfs", "autofs");

    /// What runs as a process of its own, most of them for files elsewhere: SSHFS, rclone, GlusterFS.
    private static final String FUSE = "fuse.";

    private Concurrency() {}

    /// On a file system of this machine, as many as there are processors: twice as many were a tenth slower with small
    /// files on a tmpfs. Behind a network each waits most of the time, so twice as many, and at least 4.
    static int of(Path directory) {
        int processors = Runtime.getRuntime().availableProcessors();
        return isElsewhere(directory) ? Math.max(4, 2 * processors) : Math.max(2, processors);
    }

    private static boolean isElsewhere(Path directory) {
        try {
            return isElsewhere(Files.getFileStore(directory).type());
        } catch (IOException _) {
            // It makes nothing wrong, only slower.
            return false;
        }
    }

    /// @param type of a file system, as the system calls it
    static boolean isElsewhere(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return name.startsWith(FUSE) || NETWORKS.contains(name.replaceFirst("(?<=[a-z])\\d+$", ""));
    }
}
