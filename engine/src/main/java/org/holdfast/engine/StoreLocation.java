package org.holdfast.engine;

import java.net.URI;
import java.nio.file.Path;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Which store, as a user names it: `file:///var/backups`, a plain path, or `noop:`.
public sealed interface StoreLocation {
    /// A directory on a file system.
    record Directory(Path path) implements StoreLocation {
        /// For people.
        @Override
        public String toString() {
            return ByteText.printable(LocalNames.bytesOf(path));
        }
    }

    /// Nowhere: for tests.
    record Nowhere() implements StoreLocation {
        @Override
        public String toString() {
            return "noop:";
        }
    }

    /// The location that a user wrote.
    ///
    /// @param text lossless text ([ByteText]) of a URL or a path
    /// @throws BackupException MISCONFIGURED for a URL of no known kind
    static StoreLocation parse(String text) throws BackupException {
        if (text.equals("noop:")) {
            return new Nowhere();
        }
        if (text.startsWith("file:")) {
            return new Directory(fileUrl(text));
        }
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + text.substring(0, text.indexOf(':')) + "\" is no kind of store this version knows",
                    "use a path, file:///PATH or noop:");
        }
        if (text.isEmpty()) {
            throw new BackupException(Failure.MISCONFIGURED, "the store's location is empty", "name a directory");
        }
        return new Directory(
                LocalNames.path(ByteText.encode(text)).toAbsolutePath().normalize());
    }

    private static Path fileUrl(String text) throws BackupException {
        try {
            return Path.of(URI.create(text)).normalize();
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + text + "\" is no file URL",
                    "write it as file:///var/backups, with %20 for a space",
                    java.util.List.of(),
                    e);
        }
    }
}
