package org.holdfast.engine.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.holdfast.crypto.RandomPassword;

/// Makes files with passwords. Stateless.
public final class PasswordFiles {
    private PasswordFiles() {}

    /// Makes a file with a random password, which only its owner can read, and directories that it needs.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one; it is left alone
    public static void create(Path file) throws IOException {
        makeParent(file);
        char[] password = RandomPassword.generate();
        // All of it is ASCII.
        byte[] line = new byte[password.length + 1];
        for (int i = 0; i < password.length; i++) {
            line[i] = (byte) password[i];
        }
        line[password.length] = '\n';
        Arrays.fill(password, '\0');
        try (FileChannel out = open(file)) {
            write(out, line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /// All of it, which also survives a power cut then.
    static void write(FileChannel out, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
        out.force(true);
    }

    static void makeParent(Path file) throws IOException {
        Files.createDirectories(
                Objects.requireNonNull(file.toAbsolutePath().getParent()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// A new file for its owner only.
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
