package org.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/// Local state: indexes, locks, scratch files. Private to its user (directories 0700, files 0600), and every piece of
/// it can be rebuilt from the store. Thread-safe.
public record StateDirectory(Path root) {
    /// What a file of it is created with.
    static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// What belongs to one app, or to the server itself, on one store.
    record AppState(Path root) {
        Path lock() {
            return root.resolve("lock");
        }

        Path index() {
            return root.resolve("index");
        }

        /// Emptied at the start of each run.
        Path scratch() {
            return root.resolve("scratch");
        }
    }

    AppState app(Vault vault, Subject app) throws IOException {
        AppState state = new AppState(store(vault.identity()).resolve(app.stem()));
        create(state.root());
        return state;
    }

    /// What was backed up to a store from here.
    Set<Subject> subjects(Vault vault) throws IOException {
        Set<Subject> subjects = new TreeSet<>(Comparator.comparing(Subject::stem));
        try (var found = Files.newDirectoryStream(store(vault.identity()))) {
            for (Path directory : found) {
                Layout.ofStem(directory.getFileName().toString()).ifPresent(subjects::add);
            }
        } catch (NoSuchFileException _) {
            // None yet.
        }
        return subjects;
    }

    /// What was learned of a site; its file need not exist.
    Path site(String identity) {
        return store(identity).resolve("site.json");
    }

    /// What was restored from a store to here.
    Trials trials(Vault vault) {
        return new Trials(store(vault.identity()).resolve("trials"));
    }

    private Path store(String identity) {
        return root.resolve("stores").resolve(shortDigest(identity));
    }

    /// A new private directory for one command; the caller deletes it.
    Path temporary() throws IOException {
        Path parent = root.resolve("tmp");
        create(parent);
        removeThoseOfTheDead(parent);
        return Files.createTempDirectory(
                parent, "run-" + ProcessHandle.current().pid() + "-");
    }

    /// What a killed process left there may hold names and contents in the clear. What cannot be removed hinders
    /// nobody: something that a hook left in the background may still write there.
    private static void removeThoseOfTheDead(Path parent) throws IOException {
        try (var directories = Files.newDirectoryStream(parent, "run-*")) {
            for (Path directory : directories) {
                long process = Long.parseLong(directory.getFileName().toString().split("-", 3)[1]);
                if (ProcessHandle.of(process).isEmpty()) {
                    try {
                        Trees.delete(directory);
                    } catch (IOException _) {
                        // Tried again the next time.
                    }
                }
            }
        }
    }

    static void create(Path directory) throws IOException {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileSystemException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot create the state directory " + directory,
                    "make its parent writable, or name another directory in HOLDFAST_STATE",
                    java.util.List.of(),
                    e);
        }
    }

    private static String shortDigest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
