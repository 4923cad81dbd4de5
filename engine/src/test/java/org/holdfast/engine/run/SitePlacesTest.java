package org.holdfast.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SitePlacesTest {
    private static final SitePlaces.Place HERE =
            new SitePlaces.Place("s3://bucket/server1?provider=wasabi", Optional.empty());
    private static final SitePlaces.Place THERE =
            new SitePlaces.Place("s3://bucket/server2?provider=wasabi", Optional.empty());

    @TempDir
    Path dir;

    @Test
    void aSiteMayStayAndMoveOnlyIfConfirmed() throws Exception {
        places().check("wasabi", HERE, false);
        places().check("wasabi", HERE, false);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> places().check("wasabi", THERE, false))
                    .isInstanceOfSatisfying(BackupException.class, e -> {
                        assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED);
                        assertThat(e.failure().exitCode()).isEqualTo(2);
                        assertThat(e.hint()).contains("--confirm-site-change");
                    })
                    .hasMessage("site wasabi was at " + HERE.identity() + " and is now at " + THERE.identity());
        }
        places().check("wasabi", HERE, false);
        places().check("wasabi", THERE, true);
        places().check("wasabi", THERE, false);
        refused(() -> places().check("wasabi", HERE, false));
    }

    /// An empty directory below a partition of its own passes for a mounted disk.
    @Test
    void aDiskThatIsNotMountedAnyMoreIsAnotherPlace() throws Exception {
        SitePlaces.Place mounted = new SitePlaces.Place("/srv/disk/backups", Optional.of("/srv/disk"));
        SitePlaces.Place empty = new SitePlaces.Place("/srv/disk/backups", Optional.of("/srv"));
        places().check("disk", new SitePlaces.Place("/srv/disk/backups", Optional.empty()), false);
        places().check("disk", mounted, false);
        assertThatThrownBy(() -> places().check("disk", empty, false))
                .hasMessage("the disk of site disk is not mounted at /srv/disk any more: /srv/disk/backups is on the"
                        + " file system at /srv");
        places().check("disk", mounted, false);
        places().check("disk", empty, true);
        places().check("disk", empty, false);
    }

    @Test
    void whereADirectoryIsMountedIsFoundOut() throws Exception {
        Path path = dir.resolve("store");
        assertThat(SitePlaces.Place.of(new StoreLocation.Directory(path, true, false))
                        .mount())
                .isEmpty();
        assertThat(SitePlaces.Place.of(new StoreLocation.Directory(path, true, true))
                        .mount())
                .hasValueSatisfying(mount -> assertThat(path.toString()).startsWith(mount));
    }

    @Test
    void sitesDoNotKnowOfEachOther() throws Exception {
        places().check("wasabi", HERE, false);
        places().check("wasabi.2", THERE, false);
        refused(() -> places().check("wasabi", THERE, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"schema\":1}", "{\"schema\":1,\"place\":null}"})
    void aDamagedFileWantsAConfirmationToo(String content) throws Exception {
        places().check("wasabi", HERE, false);
        Path file = dir.resolve("state/sites/wasabi.json");
        Files.writeString(file, content);
        assertThatThrownBy(() -> places().check("wasabi", HERE, false))
                .hasMessage("cannot tell where site wasabi was: " + file + " is damaged");
        places().check("wasabi", HERE, true);
        places().check("wasabi", HERE, false);
    }

    @Test
    void aNewerProgramsFileIsUnderstood() throws Exception {
        places().check("wasabi", HERE, false);
        Files.writeString(
                dir.resolve("state/sites/wasabi.json"),
                "{\"schema\":2,\"more\":[1],\"place\":\"" + HERE.identity() + "\"}");
        places().check("wasabi", HERE, false);
        refused(() -> places().check("wasabi", THERE, false));
    }

    @Test
    void itsFilesArePrivateAndNoneIsLeftOver() throws Exception {
        places().check("wasabi", HERE, false);
        Path sites = dir.resolve("state/sites");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sites)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(sites)) {
            assertThat(files).containsExactly(sites.resolve("wasabi.json"));
        }
    }

    @Test
    void aStateDirectoryOfNoUseFails() throws Exception {
        Files.createDirectory(dir.resolve("state"));
        Files.writeString(dir.resolve("state/sites"), "a file");
        assertThatThrownBy(() -> places().check("wasabi", HERE, false))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.FAILED));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.failure())
                .isEqualTo(Failure.MISCONFIGURED));
    }

    private SitePlaces places() {
        return new SitePlaces(new StateDirectory(dir.resolve("state")));
    }
}
