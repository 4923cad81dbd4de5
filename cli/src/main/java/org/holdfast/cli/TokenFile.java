package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// The file with the hash of the token that lets in to the server.
///
/// @param path need not exist
record TokenFile(Path path) {
    private static final int MOST_BYTES = 200;

    /// @throws BackupException MISCONFIGURED if there is none yet, or it is anything else
    AccessToken read() throws BackupException {
        try (var in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII).strip();
            return AccessToken.parse(text)
                    .orElseThrow(() -> new BackupException(
                            Failure.MISCONFIGURED,
                            Text.printable(path) + " does not hold the hash of a token",
                            "\"holdfast serve --new-token\" writes one"));
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "there is no token yet that would let anybody in",
                    "\"holdfast serve --new-token\" makes one and prints it, once",
                    List.of(),
                    e);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot read " + Text.printable(path) + ": " + e.getMessage(),
                    "",
                    List.of(),
                    e);
        }
    }

    /// In place of the one before.
    void write(AccessToken token) throws IOException {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path written = Files.createTempFile(
                directory,
                ".token-",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, token.text() + "\n");
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
