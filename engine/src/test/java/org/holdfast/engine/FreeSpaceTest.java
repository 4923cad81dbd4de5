package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The arithmetic; a disk that is really too small is in the session `full-disk.txt`.
class FreeSpaceTest {
    private final FreeSpace sharing = new FreeSpace("/mnt", () -> OptionalLong.of(1000), true);
    private final FreeSpace copying = new FreeSpace("/mnt", () -> OptionalLong.of(1000), false);

    @Test
    void aTreeTakesWhatChangedAndWithoutLinksAllOfItAgain() {
        assertThatCode(() -> sharing.requireForTree(1000, 9999)).doesNotThrowAnyException();
        assertThatCode(() -> copying.requireForTree(300, 700)).doesNotThrowAnyException();
        assertThatThrownBy(() -> sharing.requireForTree(1001, 1001))
                .isInstanceOfSatisfying(BackupException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.FAILED);
                    assertThat(e.hint()).isNotEmpty();
                })
                .hasMessage("not enough space in /mnt: the backup needs 1001 bytes, and 1000 are available; none of"
                        + " it was written");
        assertThatThrownBy(() -> copying.requireForTree(300, 701)).hasMessageContaining("needs 1001 bytes");
    }

    @Test
    void anArchiveIsRefusedOnlyIfNoCompressionHelps() {
        assertThatCode(() -> sharing.requireForArchive(20_019)).doesNotThrowAnyException();
        assertThatCode(() -> copying.requireForArchive(10_019)).doesNotThrowAnyException();
        assertThatThrownBy(() -> sharing.requireForArchive(20_020)).hasMessageContaining("needs at least 1001 bytes");
        assertThatThrownBy(() -> copying.requireForArchive(10_020)).hasMessageContaining("needs at least 1002 bytes");
    }

    @Test
    void aCopyIsWrittenOnce() {
        for (FreeSpace space : List.of(sharing, copying)) {
            assertThatCode(() -> space.requireForCopy(FormatKind.RSYNC, 1000)).doesNotThrowAnyException();
            assertThatThrownBy(() -> space.requireForCopy(FormatKind.RSYNC, 1001))
                    .hasMessageContaining("needs 1001 bytes");
            assertThatCode(() -> space.requireForCopy(FormatKind.TGZ, 20_019)).doesNotThrowAnyException();
            assertThatThrownBy(() -> space.requireForCopy(FormatKind.TGZ, 20_020))
                    .hasMessageContaining("needs at least 1001 bytes");
        }
    }

    @Test
    void whereNobodyTellsEverythingFits() {
        assertThatCode(() -> FreeSpace.unknown("a bucket").requireForTree(Long.MAX_VALUE, Long.MAX_VALUE))
                .doesNotThrowAnyException();
    }

    @Test
    void aDirectoryHasTheSpaceOfItsDisk(@TempDir Path dir) throws Exception {
        long total = Files.getFileStore(dir).getTotalSpace();
        FreeSpace space = FreeSpace.at(new StoreLocation.Directory(dir));
        assertThatCode(() -> space.requireForTree(0, total)).doesNotThrowAnyException();
        assertThatThrownBy(() -> space.requireForTree(total + 1, 0))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("not enough space in " + dir);
    }
}
