package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Which apps came back from which backup of the server, in a small file of the state directory for each app, so
/// that a restore which was interrupted can go on. Thread-safe.
final class RestoredApps {
    private final Path directory;

    RestoredApps(StateDirectory state) {
        this.directory = state.root().resolve("restored");
    }

    /// Whether all of an app came back, its hook included, and something is still there.
    boolean has(BackupRecord box, String backup, AppConfig app) {
        try {
            return Files.readString(file(app), StandardCharsets.UTF_8).equals(content(box.id(), backup, app))
                    && holdsSomething(app.data());
        } catch (IOException _) {
            // Then it is looked at as if it had never been restored, which overwrites nothing.
            return false;
        }
    }

    private static boolean holdsSomething(Path target) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            return entries.iterator().hasNext();
        }
    }

    /// Keeps in mind that an app came back, in place of what was known of it.
    void add(BackupRecord box, String backup, AppConfig app) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file(app), content(box.id(), backup, app), StandardCharsets.UTF_8);
    }

    private Path file(AppConfig app) {
        return directory.resolve(app.id().value());
    }

    /// What was written only in part is not equal to it.
    private static String content(String box, String backup, AppConfig app) {
        String target = ByteText.printable(LocalNames.bytesOf(app.data().toAbsolutePath()));
        return box + "\n" + backup + "\n" + target + "\n";
    }
}
