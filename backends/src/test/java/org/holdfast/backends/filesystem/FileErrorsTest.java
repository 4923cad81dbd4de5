package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FileErrorsTest {
    private static final Path PATH = Path.of("/mnt/backup/a");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Operation not permitted             | denied    | permission denied:
        Permission denied                   | denied    | permission denied:
        No space left on device             | permanent | disk full:
        Disk quota exceeded                 | permanent | disk quota exceeded:
        Read-only file system               | permanent | read-only file system:
        File name too long                  | permanent | name too long:
        File too large                      | permanent | file too large
        Input/output error                  | permanent | the disk failed:
        Not a directory                     | permanent | not a directory:
        Invalid cross-device link           | permanent | a store cannot span several file systems:
        Stale file handle                   | transient | Stale file handle:
        Connection timed out                | transient | Connection timed out:
        Too many open files                 | transient | Too many open files:
        Something never heard of            | permanent | could not write /mnt/backup/a: Something never heard of
        """)
    void eachErrorBecomesItsKindAndSaysWhatWhereAndWhy(String reason, String kind, String beginning) {
        for (IOException e :
                new IOException[] {new FileSystemException("file", null, reason), new IOException(reason)}) {
            IOException translated = FileErrors.translate("write", PATH, e);
            Class<? extends StoreException> expected =
                    switch (kind) {
                        case "denied" -> AccessDeniedException.class;
                        case "transient" -> TransientStoreException.class;
                        case "permanent" -> PermanentStoreException.class;
                        default -> throw new AssertionError(kind);
                    };
            assertThat(translated).isExactlyInstanceOf(expected).hasCause(e);
            assertThat(translated).hasMessageStartingWith(beginning).hasMessageContaining("could not write " + PATH);
        }
    }

    @Test
    void interruptionsAndWhatWasTranslatedStayAsTheyAre() {
        for (IOException e : new IOException[] {
            new ClosedByInterruptException(), new java.io.InterruptedIOException(), new PermanentStoreException("x")
        }) {
            assertThat(FileErrors.translate("write", PATH, e)).isSameAs(e);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDeviceIsRecognisedInTheSystemsOwnWords() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            ChannelOutput out = new ChannelOutput(full, PATH);
            PermanentStoreException thrown =
                    catchThrowableOfType(PermanentStoreException.class, () -> out.write(new byte[10]));
            assertThat(thrown)
                    .hasMessage("disk full: could not write /mnt/backup/a; free space there, or remove old backups");
        }
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    @EnabledOnOs(OS.LINUX)
    void theSystemsTextsAreKnownInTheLanguageOfTheLocale(Errno errno) {
        String english = Libc.load().orElseThrow().errorText(errno.number());
        assertThat(Errno.of(new IOException(english))).contains(errno);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ourTextsAreTheJdks(@TempDir Path dir) throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        FileSystemException thrown =
                catchThrowableOfType(FileSystemException.class, () -> Files.createFile(file.resolve("below a file")));
        assertThat(thrown.getReason()).isEqualTo(Libc.load().orElseThrow().errorText(Errno.ENOTDIR.number()));
    }
}
