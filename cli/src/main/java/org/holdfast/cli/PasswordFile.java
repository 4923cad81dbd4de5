package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// The file of `--password-file`, or of a site.
final class PasswordFile {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path path;
    private final String shown;
    private final Optional<Messages> messages;

    /// @param text lossless text of the path
    PasswordFile(String text, Messages messages) {
        this(LocalNames.path(ByteText.encode(text)), Text.printable(text), Optional.of(messages));
    }

    private PasswordFile(Path path, String shown, Optional<Messages> messages) {
        this.path = path;
        this.shown = shown;
        this.messages = messages;
    }

    /// The file that a configuration names, which has warned of it by now if others can read it.
    static PasswordFile ofSite(Path path) {
        return new PasswordFile(path, Text.printable(path), Optional.empty());
    }

    /// The caller clears the array.
    char[] read() throws BackupException {
        try (InputStream in = Files.newInputStream(path)) {
            warnIfShared();
            // One line end may follow the longest password, and one byte more shows that it is too long.
            return PasswordBytes.decodeLine(in.readNBytes(PasswordBytes.MAX_BYTES + 3), shown);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot read the password file " + shown + ": " + reason(e),
                    "",
                    List.of(),
                    e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "it does not exist";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private void warnIfShared() throws IOException {
        if (messages.isEmpty() || !Files.isRegularFile(path)) {
            return;
        }
        try {
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                messages.get().warning("others can read or change the password file " + shown + "; chmod 600 it");
            }
        } catch (UnsupportedOperationException _) {
            // A file system without such permissions.
        }
    }
}
