package org.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// When an app's backups on one store were last restored from here, as a whole: in a file for each app,
/// which is of use to nothing but advice. Thread-safe.
///
/// @param directory of the store's local state; need not exist
record Trials(Path directory) {
    /// Keeps in mind that a backup was restored. Cannot fail, since that is no reason to think worse of what
    /// was restored: tells `progress` instead.
    void add(BackupRecord record, RestoreRequest request, Instant now, Progress progress) {
        if (!request.patterns().isEmpty()) {
            return;
        }
        try {
            StateDirectory.create(directory);
            try (var file = Files.newByteChannel(
                    file(record.subject()),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                    StateDirectory.PRIVATE_FILE)) {
                file.write(StandardCharsets.US_ASCII.encode(now + "\n"));
            }
        } catch (IOException e) {
            progress.on(new Event.Noticed("cannot remember that a backup was tried: "
                    + e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
    }

    /// Empty if nobody knows of any.
    Optional<Instant> last(Subject app) {
        try {
            return Optional.of(Instant.parse(Files.readString(file(app)).strip()));
        } catch (IOException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private Path file(Subject app) {
        return directory.resolve(app.stem());
    }
}
