package org.holdfast.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files, mounts and disks, as the kernel of one machine tells them.
final class LocalChecksTest {
    private static final String MOUNTS = """
        21 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
        30 21 8:17 / /mnt/back\\040up rw - ext4 /dev/sdb1 rw
        31 21 253:0 / /srv rw,relatime - xfs /dev/mapper/vg-srv rw
        32 21 0:45 / /btrfs rw shared:7 master:3 - btrfs /dev/sdc1 rw
        33 32 0:46 /sub /btrfs/sub rw - btrfs /dev/sdc1 rw
        34 21 0:50 / /nas rw - nfs4 nas:/export rw
        35 21 0:22 / /tmp rw - tmpfs tmpfs rw
        36 21 8:18 / /mnt/over rw - ext4 /dev/sdb2 rw
        37 36 8:2 / /mnt/over rw - ext4 /dev/sda2 rw
        """;

    private static final String FSTAB = """
        # <file system> <mount point> <type> <options>
        UUID=1 / ext4 defaults 0 1
        /dev/sdb1\t/mnt/back\\040up ext4 noauto 0 2
        UUID=3  /mnt/gone ext4 nofail 0 2
        UUID=4  /mnt/gone/deeper ext4 nofail 0 2
        UUID=5 none swap sw 0 0

        """;

    private @TempDir Path dir;

    private MountTable mounts() throws IOException {
        return MountTable.read(
                Files.writeString(dir.resolve("mountinfo"), MOUNTS), Files.writeString(dir.resolve("fstab"), FSTAB));
    }

    /// `/sys` of a machine with three disks; the volume of /srv lies on an encrypted partition of sda and one of sdb.
    private Path system() throws IOException {
        Path devices = dir.resolve("sys/devices");
        for (String disk : List.of("sda", "sdb", "sdc")) {
            for (String part : List.of("1", "2", "3")) {
                Path partition = Files.createDirectories(devices.resolve(disk).resolve(disk + part));
                Files.writeString(partition.resolve("partition"), part);
                link(dir.resolve("sys/class/block/" + disk + part), partition);
            }
        }
        Path crypt = devices.resolve("virtual/dm-1");
        Files.createDirectories(crypt.resolve("slaves"));
        link(crypt.resolve("slaves/sda3"), devices.resolve("sda/sda3"));
        Path volume = devices.resolve("virtual/dm-0");
        Files.createDirectories(volume.resolve("slaves"));
        link(volume.resolve("slaves/dm-1"), crypt);
        link(volume.resolve("slaves/sdb3"), devices.resolve("sdb/sdb3"));
        link(dir.resolve("sys/dev/block/8:2"), devices.resolve("sda/sda2"));
        link(dir.resolve("sys/dev/block/8:17"), devices.resolve("sdb/sdb1"));
        link(dir.resolve("sys/dev/block/253:0"), volume);
        return dir.resolve("sys");
    }

    private static void link(Path link, Path target) throws IOException {
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib, sda",
        "/mnt/back up/x, sdb",
        "/mnt/back, sda",
        "/srv/blog, sda sdb",
        "/btrfs, sdc",
        "/btrfs/sub/x, sdc",
        "/nas/x, file system 0:50",
        "/tmp, file system 0:22",
        // Two mounts at one place: the later one is what is seen.
        "/mnt/over, sda"
    })
    void whatCanBreakIsFoundBelowPartitionsAndVolumes(Path path, String disks) throws IOException {
        Set<String> expected = disks.startsWith("file") ? Set.of(disks) : Set.of(disks.split(" ", -1));
        assertThat(new Disks(mounts(), system()).of(path)).isEqualTo(expected);
    }

    @Test
    void backupsOnTheDiskOfTheDataAreTold() throws IOException {
        Disks disks = new Disks(mounts(), system());
        Path backups = Path.of("/mnt/back up/holdfast");
        assertThat(disks.check(List.of(Path.of("/home"), Path.of("/btrfs")), backups))
                .isEmpty();
        assertThat(disks.check(List.of(Path.of("/home"), Path.of("/srv/blog")), backups))
                .hasValueSatisfying(found -> {
                    assertThat(found.what()).contains("same disk as /srv/blog");
                    assertThat(found.where()).isEqualTo("/mnt/back up/holdfast");
                });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisMachineIsUnderstood() throws IOException {
        Disks disks = new Disks(MountTable.current());
        Path here = dir.toRealPath();
        assertThat(disks.of(here)).isNotEmpty();
        assertThat(disks.check(List.of(here.resolve("data")), here.resolve("store")))
                .isPresent();
        assertThat(disks.of(Path.of("/proc"))).doesNotContainAnyElementsOf(disks.of(here));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/mnt/back up/x | true  |        |",
                "/mnt/back up/x | false | ADVICE | it is on a disk of its own",
                "/mnt/gone/x    | true  | DANGER | /mnt/gone is in /etc/fstab, but nothing is mounted there",
                "/mnt/gone/x    | false | DANGER | backups would fill the disk below it",
                "/mnt/gone/deeper | true | DANGER | /mnt/gone/deeper is in",
                "/mnt/goner     | false |        |",
                "/var/backups   | true  | DANGER | requireMount is set, but no disk is mounted there",
                "/var/backups   | false |        |",
            })
    void aDiskThatIsMissingIsTold(Path store, boolean required, Severity severity, String what) throws IOException {
        List<Diagnosis> found = Mounts.check(store, required, mounts());
        assertThat(found).extracting(Diagnosis::severity).isEqualTo(severity == null ? List.of() : List.of(severity));
        assertThat(found).allSatisfy(one -> {
            assertThat(one.what()).contains(what);
            assertThat(one.cure()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, false, ", "r--r-----, false, ", "rw-r--r--, false, WARNING", "rw-rw----, false, DANGER",
        "rw-----w-, false, DANGER", "rwx------, true, ", "rwxr-x---, true, ", "rwx--x--x, true, WARNING",
        "rwxr-xr-x, true, WARNING", "rwxrwx---, true, DANGER"
    })
    void secretsAreForTheirOwner(String mode, boolean directory, Severity severity) throws IOException {
        Path path = dir.resolve("secret");
        Path made = directory ? Files.createDirectory(path) : Files.writeString(path, "s3cret");
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
        Optional<Diagnosis> found = SecretFiles.check(path);
        assertThat(found.map(Diagnosis::severity)).isEqualTo(Optional.ofNullable(severity));
        found.ifPresent(one -> assertThat(one.cure()).isEqualTo("chmod " + (directory ? 7 : 6) + "00 " + path));
    }

    @Test
    void whatDoesNotExistGivesNothingAway() {
        assertThat(SecretFiles.check(dir.resolve("missing"))).isEmpty();
    }
}
