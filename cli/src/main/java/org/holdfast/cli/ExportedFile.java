package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;

/// Reads files that say where a backup is.
final class ExportedFile {
    private ExportedFile() {}

    /// Reads such a file.
    ///
    /// @param name as the user wrote it
    /// @param maker the command that writes them
    static ExportedBackup read(String name, String maker) throws BackupException {
        String shown = Text.printable(name);
        try (InputStream in = Files.newInputStream(Stores.path(name))) {
            return ExportedBackup.parse(in.readNBytes(ExportedBackup.MAX_BYTES + 1), shown);
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "there is no file " + shown,
                    "name one that " + maker + " wrote, or give --from URL and the backup's id",
                    List.of(),
                    e);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "cannot read " + shown + ": " + e.getMessage(), "", List.of(), e);
        }
    }
}
