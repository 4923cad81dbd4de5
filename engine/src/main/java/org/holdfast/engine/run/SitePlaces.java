package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.doctor.RealPath;
import org.holdfast.engine.state.PrivateFile;
import org.holdfast.engine.state.RecordJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where each site was when it was last used, in a small file of the state directory for each name. A site
/// whose path, bucket or prefix was edited is a new one without any backups, which its owner should mean.
/// Thread-safe; of two processes that see a site for the first time, the last one is remembered.
public final class SitePlaces {
    private static final int SCHEMA = 1;
    private static final JsonMapper JSON = RecordJson.mapper().build();

    private final Path directory;

    /// The file. Members that a newer program added are ignored.
    private record Content(
            int schema, @Nullable String place, @Nullable String mount) {}

    /// Where a site is.
    ///
    /// @param identity as [org.holdfast.engine.StoreLocation] tells it to people, without secrets
    /// @param mount the place where the file system is mounted, if it must be one of its own
    record Place(String identity, Optional<String> mount) {
        static Place of(StoreLocation location) {
            return new Place(
                    location.toString(),
                    location instanceof StoreLocation.Directory directory && directory.requireMount()
                            ? mountOf(directory.path())
                            : Optional.empty());
        }

        private static Optional<String> mountOf(Path path) {
            try {
                return MountTable.current().of(RealPath.of(path)).map(found -> found.place()
                        .toString());
            } catch (IOException _) {
                // Not a Linux: the store itself says what it misses.
                return Optional.empty();
            }
        }

        /// Elsewhere is also the directory on which the disk ought to be mounted.
        boolean isElsewhere(Place before) {
            return !identity.equals(before.identity)
                    || (before.mount.isPresent() && mount.isPresent() && !mount.equals(before.mount));
        }
    }

    public SitePlaces(StateDirectory state) {
        this.directory = state.root().resolve("sites");
    }

    /// Makes sure that a site is where it was, and remembers where a new one is. To be called before
    /// anything is written there.
    ///
    /// @param site its name in the configuration
    /// @param confirmed whether it may be elsewhere from now on
    /// @throws BackupException MISCONFIGURED if it is elsewhere and that was not confirmed, or if nobody
    ///     knows where it was; FAILED if the state directory cannot be read or written
    public void check(String site, StoreLocation location, boolean confirmed) throws BackupException {
        check(site, Place.of(location), confirmed);
    }

    synchronized void check(String site, Place now, boolean confirmed) throws BackupException {
        Path file = directory.resolve(site + ".json");
        try {
            Optional<Place> before = confirmed ? Optional.empty() : read(site, file);
            if (before.isPresent() && now.isElsewhere(before.get())) {
                throw moved(site, before.get(), now);
            }
            if (before.isEmpty() || !before.get().equals(now)) {
                write(file, now);
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

    private static BackupException moved(String site, Place before, Place now) {
        if (now.identity().equals(before.identity())) {
            return new BackupException(
                    Failure.MISCONFIGURED,
                    "the disk of site " + site + " is not mounted at "
                            + before.mount().orElse("") + " any more: " + now.identity()
                            + " is on the file system at " + now.mount().orElse(""),
                    "mount the disk; if the site is meant to be on that file system now, say --confirm-site-change");
        }
        return new BackupException(
                Failure.MISCONFIGURED,
                "site " + site + " was at " + before.identity() + " and is now at " + now.identity(),
                "if that is meant, say --confirm-site-change: the backups of before stay there, and the first one here"
                        + " sends everything; else correct the configuration");
    }

    private static Optional<Place> read(String site, Path file) throws IOException {
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            if (content != null && content.place() != null) {
                return Optional.of(new Place(content.place(), Optional.ofNullable(content.mount())));
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

    private void write(Path file, Place place) throws IOException {
        PrivateFile.replace(
                file,
                JSON.writeValueAsBytes(
                        new Content(SCHEMA, place.identity(), place.mount().orElse(null))));
    }
}
