package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyTest {
    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "fuse.rclone", "autofs", "NFS"})
    void filesOfOtherMachines(String type) {
        assertThat(Concurrency.isElsewhere(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", "vfat", "apfs"})
    void filesOfThisOne(String type) {
        assertThat(Concurrency.isElsewhere(type)).isFalse();
    }
}
