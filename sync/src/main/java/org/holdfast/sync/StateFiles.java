package org.holdfast.sync;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// How local state is put on a disk: readable by its owner only, and replaced as a whole or not at all.
final class StateFiles {
    static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<?> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private StateFiles() {}

    /// An empty private file in place of what may be there.
    static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PRIVATE_FILE);
    }

    /// Opens a file that an interrupt does not close, unlike those of a channel: other threads may be using it, and
    /// publishing a restore is not to stop half-way.
    static InputStream input(Path file) throws IOException {
        return opened(file, FileInputStream::new);
    }

    /// As [#input(Path)]; appends to a file that exists.
    static FileOutputStream output(Path file) throws IOException {
        return opened(file, named -> new FileOutputStream(named, true));
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open(File file) throws IOException;
    }

    /// `java.io.File` follows the encoding of the locale; what an open directory is called does not.
    private static <T> T opened(Path file, Opening<T> opening) throws IOException {
        try (Folder directory = Folder.open(parent(file))) {
            return opening.open(
                    directory.path(BytePath.of(LocalNames.nameOf(file))).toFile());
        }
    }

    static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a directory");
    }

    /// Gives a written file its final name; survives a power cut from then on.
    static void publish(Path temporary, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(file);
    }

    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncDirectory(file);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(parent(file), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
