package org.holdfast.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Which disks paths are on: through partitions, volumes and encrypted devices down to what can be unplugged.
/// Immutable; thread-safe.
public final class Disks {
    /// Volumes lie on no more devices than that above each other.
    private static final int MAX_DEPTH = 10;

    private final MountTable mounts;
    private final Path system;

    /// Those of this machine, as a Linux tells them.
    public Disks(MountTable mounts) {
        this(mounts, Path.of("/sys"));
    }

    Disks(MountTable mounts, Path system) {
        this.mounts = mounts;
        this.system = system;
    }

    /// Looks whether a broken disk could take the data and their backups with it.
    ///
    /// @param data directories that are backed up, and `store` where to: absolute, without symbolic links; need not
    ///     exist
    public Optional<Diagnosis> check(List<Path> data, Path store) {
        Set<String> target = of(store);
        return data.stream()
                .filter(one -> of(one).stream().anyMatch(target::contains))
                .findFirst()
                .map(one -> new Diagnosis(
                        Severity.WARNING,
                        "the backups are on the same disk as " + shown(one) + ": if it breaks, both are lost",
                        shown(store),
                        "add a site on another disk or in a bucket"));
    }

    /// The names of the disks that a path is on; that of its file system where no disk can be found.
    Set<String> of(Path path) {
        Optional<MountTable.Mount> mount = mounts.of(path);
        if (mount.isEmpty()) {
            return Set.of();
        }
        Optional<Path> device = device(mount.get());
        Set<String> disks = new HashSet<>();
        device.ifPresent(it -> addDisks(it, disks, 0));
        // Not of this machine, or of memory: the same if it is the same file system.
        return disks.isEmpty() ? Set.of("file system " + mount.get().device()) : disks;
    }

    /// What `/sys` knows of a mounted device. File systems that span devices have a number of their own, so that only
    /// the name of what was mounted leads on.
    private Optional<Path> device(MountTable.Mount mount) {
        String name = mount.source().startsWith("/dev/") ? mount.source().substring("/dev/".length()) : "";
        return Stream.concat(
                        Stream.of(system.resolve("dev/block/" + mount.device())),
                        name.isEmpty() ? Stream.of() : Stream.of(system.resolve("class/block/" + resolved(name))))
                .filter(Files::exists)
                .flatMap(Disks::real)
                .findFirst();
    }

    /// Volumes are mounted by the name of a link, as in `/dev/mapper/vg-data`.
    private static String resolved(String name) {
        return real(Path.of("/dev", name))
                .map(path -> String.valueOf(path.getFileName()))
                .findFirst()
                .orElse(name);
    }

    private static Stream<Path> real(Path path) {
        try {
            return Stream.of(path.toRealPath());
        } catch (IOException _) {
            return Stream.of();
        }
    }

    private static void addDisks(Path device, Set<String> disks, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        if (Files.exists(device.resolve("partition"))) {
            addDisks(Objects.requireNonNull(device.getParent()), disks, depth + 1);
            return;
        }
        List<Path> below = below(device);
        if (below.isEmpty()) {
            disks.add(String.valueOf(device.getFileName()));
        }
        below.forEach(one -> addDisks(one, disks, depth + 1));
    }

    /// The devices that a volume lies on.
    private static List<Path> below(Path device) {
        try (Stream<Path> slaves = Files.list(device.resolve("slaves"))) {
            return slaves.flatMap(Disks::real).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
