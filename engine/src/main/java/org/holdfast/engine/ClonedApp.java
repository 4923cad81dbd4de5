package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import tools.jackson.core.JacksonException;

/// An app that is set up a second time from a backup of it, under another name.
///
/// @param id of the new app
public record ClonedApp(AppId original, AppId id) {
    /// A clone under an id of its own.
    ///
    /// @throws BackupException MISCONFIGURED if both are the same
    public static ClonedApp of(AppId original, AppId id) throws BackupException {
        if (original.equals(id)) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the clone of " + original + " needs an id of its own",
                    "name it with --app-id");
        }
        return new ClonedApp(original, id);
    }

    /// Makes sure that the clone lies apart.
    ///
    /// @param target of the clone
    /// @param other what it must not touch: the original's directory, a store's
    /// @param name what that is, for messages
    /// @throws BackupException MISCONFIGURED if one lies in the other
    public static void requireApart(Path target, Path other, String name) throws BackupException {
        try {
            Path here = Source.realPath(target);
            Path there = Source.realPath(other);
            if (here.startsWith(there) || there.startsWith(here)) {
                throw new BackupException(
                        Failure.MISCONFIGURED,
                        "the target " + shown(target) + " overlaps " + name + " " + shown(other),
                        "choose a directory outside of it");
            }
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// Has the restored `config.json`, if there is one, say what is so of the new app: its id, its name too where that
    /// was the old id, and its places. All else in it stays.
    ///
    /// @param places where the restore put it and all else
    public void settle(RestorePlaces places) throws BackupException {
        if (places.dumpDirectory().isPresent()) {
            settle(places.dumpDirectory().get(), places);
        }
    }

    private void settle(Path dumps, RestorePlaces places) throws BackupException {
        Path file = dumps.resolve("config.json");
        // What a backup brings may be a link to anything.
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            Map<?, ?> old = Json.read(in.readAllBytes(), Map.class);
            Map<String, Object> config = Json.members(old == null ? Map.of() : old);
            config.put("id", id.value());
            if (original.value().equals(config.get("name"))) {
                config.put("name", id.value());
            }
            AppDescription.move(config, places.target(), places.directories());
            Path written = Files.createTempFile(
                    dumps,
                    ".config-",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(written, Json.pretty(config));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // Made by other software, perhaps; there is nothing to rename.
        } catch (IOException | JacksonException e) {
            throw new BackupException(
                    Failure.FAILED,
                    "cannot give " + shown(file) + " the id " + id + " and its places: " + e.getMessage(),
                    "all files are restored; change them there by hand",
                    List.of(),
                    e);
        }
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
