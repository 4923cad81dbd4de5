package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.state.PrivateFile;

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
        PrivateFile.replace(path, (token.text() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
