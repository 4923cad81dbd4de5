package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where each site was when it was last used, in a small file of the state directory for each name. A site
/// whose path, bucket or prefix was edited is a new one without any backups, which its owner should mean.
/// Thread-safe; of two processes that see a site for the first time, the last one is remembered.
public final class SitePlaces {
    private static final int SCHEMA = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;

    /// The file. Members that a newer program added are ignored.
    private record Content(int schema, @Nullable String place) {}

    public SitePlaces(StateDirectory state) {
        this.directory = state.root().resolve("sites");
    }

    /// Makes sure that a site is where it was, and remembers where a new one is. To be called before
    /// anything is written there.
    ///
    /// @param site its name in the configuration
    /// @param identity its place as [org.holdfast.engine.StoreLocation#identity()] tells it, without secrets
    /// @param confirmed whether it may be elsewhere from now on
    /// @throws BackupException MISCONFIGURED if it is elsewhere and that was not confirmed, or if nobody
    ///     knows where it was; FAILED if the state directory cannot be read or written
    public synchronized void check(String site, String identity, boolean confirmed) throws BackupException {
        Path file = directory.resolve(site + ".json");
        try {
            Optional<String> before = confirmed ? Optional.empty() : read(site, file);
            if (before.isEmpty()) {
                write(file, identity);
            } else if (!before.get().equals(identity)) {
                throw moved(site, before.get(), identity);
            }
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED,
                    "cannot keep in " + file + " where the site " + site + " is: " + e.getMessage(),
                    "make the state directory readable and writable",
                    List.of(),
                    e);
        }
    }

    private static BackupException moved(String site, String before, String now) {
        return new BackupException(
                Failure.MISCONFIGURED,
                "site " + site + " was at " + before + " and is now at " + now,
                "if that is meant, say --confirm-site-change: the backups of before stay there, and the first one here"
                        + " sends everything; else correct the configuration");
    }

    private static Optional<String> read(String site, Path file) throws IOException {
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            if (content != null && content.place() != null) {
                return Optional.of(content.place());
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException _) {
            // As if nothing were said.
        }
        throw new BackupException(
                Failure.MISCONFIGURED,
                "cannot tell where site " + site + " was: " + file + " is damaged",
                "see that the configuration names the right place, then say --confirm-site-change");
    }

    private void write(Path file, String identity) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path written = Files.createTempFile(directory, "place-", ".new");
        try {
            Files.write(written, JSON.writeValueAsBytes(new Content(SCHEMA, identity)));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
