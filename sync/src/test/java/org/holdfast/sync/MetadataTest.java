package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where not all may be given back, as to whoever is not root.
class MetadataTest {
    private static final BytePath NAME = BytePath.parse("file");

    private @TempDir Path dir;
    private final Notices notices = new Notices();
    private final Metadata metadata = new Metadata(notices);
    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = Files.writeString(dir.resolve("file"), "x");
    }

    /// An entry of somebody else, with what lets others act as its owner.
    private TreeEntry foreign(int mode, int moreUid, int moreGid) throws IOException {
        try (Folder folder = Folder.open(dir)) {
            Inode now = folder.stat(NAME);
            return new TreeEntry(
                    NAME,
                    Kind.FILE,
                    1,
                    now.modified().minusSeconds(100),
                    mode,
                    now.uid() + moreUid,
                    now.gid() + moreGid,
                    Optional.empty(),
                    FileIdentity.UNKNOWN);
        }
    }

    private static StoredEntry stored(TreeEntry entry) {
        return new StoredEntry(entry, Optional.empty(), Map.of(), Optional.empty(), false);
    }

    private int mode() throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 07777;
    }

    private Folder refusing(String call) throws IOException {
        return new MeddledFolder(MeddledFolder.failing(call, "file", new FileSystemException("not permitted")))
                .opener()
                .open(dir);
    }

    @Test
    void rightsToActAsTheOwnerAreNotGivenToAnother() throws IOException {
        try (Folder folder = refusing("setOwner")) {
            metadata.apply(folder, NAME, stored(foreign(06755, 1, 0)), true);
            assertThat(mode()).isEqualTo(02755);
            metadata.apply(folder, NAME, stored(foreign(06755, 0, 1)), true);
            assertThat(mode()).isEqualTo(04755);
            metadata.apply(folder, NAME, stored(foreign(06755, 0, 0)), true);
            assertThat(mode()).isEqualTo(06755);
        }
        assertThat(notices.lines())
                .containsExactly(
                        "owner not restored, which takes root: 2 entries, the first is file",
                        "setuid or setgid not restored, since the owner was not: 2 entries, the first is file");
    }

    @Test
    void nothingIsToldOfAnOrdinaryModeButTheOwner() throws IOException {
        try (Folder folder = refusing("setOwner")) {
            metadata.apply(folder, NAME, stored(foreign(0640, 1, 1)), true);
        }
        assertThat(mode()).isEqualTo(0640);
        assertThat(notices.lines()).containsExactly("owner not restored, which takes root: file");
    }

    @Test
    void whatStaysIsMended() throws IOException {
        TreeEntry entry = foreign(0600, 0, 0);
        try (Folder folder = Folder.open(dir)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            metadata.mend(folder, NAME, entry);
            assertThat(folder.stat(NAME).entry(NAME, Optional.empty()))
                    .usingRecursiveComparison()
                    .ignoringFields("identity")
                    .isEqualTo(entry);
        }
        // What is right already is not touched.
        try (Folder folder = refusing("setMode")) {
            metadata.mend(folder, NAME, entry);
        }
        try (Folder folder = refusing("setModified")) {
            metadata.mend(folder, NAME, entry);
        }
        assertThat(notices.lines()).isEmpty();
    }

    @Test
    void anAttributeThatCannotBeRemovedIsTold() throws IOException {
        try (Folder folder = Folder.open(dir)) {
            folder.setXattr(NAME, "user.old", new byte[] {1});
        }
        try (Folder folder = refusing("removeXattr")) {
            metadata.apply(folder, NAME, stored(foreign(0600, 0, 0)), false);
        }
        assertThat(notices.lines()).containsExactly("extended attribute user.old not removed: file");
        try (Folder folder = Folder.open(dir);
                HeldFile file = folder.hold(NAME, Kind.FILE)) {
            metadata.apply(folder, NAME, stored(foreign(0600, 0, 0)), false);
            assertThat(file.xattrs()).isEmpty();
        }
    }

    @Test
    void someAttributesBelongToTheMachine() {
        for (String kept : new String[] {
            "user.x", "system.posix_acl_access", "security.capability", "trusted.x", "system.posix_acl_default"
        }) {
            assertThat(SourceFile.belongsToFile(kept)).as(kept).isTrue();
        }
        for (String left :
                new String[] {"security.selinux", "security.ima", "trusted.overlay.opaque", "system.nfs4_acl"}) {
            assertThat(SourceFile.belongsToFile(left)).as(left).isFalse();
        }
    }
}
