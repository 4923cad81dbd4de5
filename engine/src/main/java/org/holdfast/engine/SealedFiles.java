package org.holdfast.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.KeyRing;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// The admin's tools: seals and opens plain files, names and whole directories outside of any store. Needs a password
/// and nothing else. Never overwrites, and gives nothing its final name before it is proven. Thread-safe.
public final class SealedFiles implements AutoCloseable {
    private final KeyRing keys;

    /// @param password cleared
    public SealedFiles(char[] password) throws BackupException {
        try {
            this.keys = KeyRing.derive(password);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, String.valueOf(e.getMessage()), "", List.of(), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /// Seals a stream. Closes neither stream.
    public void encrypt(InputStream in, OutputStream out) throws IOException {
        OutputStream sealing = keys.fileCipher().encrypting(out);
        in.transferTo(sealing);
        sealing.close();
        out.flush();
    }

    /// Seals a stream into a new file.
    public void encrypt(InputStream in, Path out) throws IOException {
        writeNew(out, sink -> encrypt(in, sink));
    }

    /// Opens a stream into `out`, which receives nothing before all of it is authenticated: it is kept in a private
    /// file in `scratch` until then. Closes neither stream.
    ///
    /// @param name what to call `in` in messages
    public void decrypt(InputStream in, String name, OutputStream out, Path scratch) throws IOException {
        Path spool = Files.createTempFile(scratch, "open-", "");
        try {
            try (OutputStream spooled = Files.newOutputStream(spool)) {
                open(in, spooled, name);
            }
            Files.copy(spool, out);
            out.flush();
        } finally {
            Files.delete(spool);
        }
    }

    /// Opens a stream into a new file.
    ///
    /// @param name what to call `in` in messages
    public void decrypt(InputStream in, String name, Path out) throws IOException {
        writeNew(out, sink -> open(in, sink, name));
    }

    /// Seals a name.
    ///
    /// @param name lossless text of one segment or a `/`-joined path
    public String encryptName(String name) throws BackupException {
        return String.join(
                "/",
                path(name).segments().stream()
                        .map(segment -> keys.nameCipher().seal(segment.bytes()))
                        .toList());
    }

    /// Opens a name that [#encryptName] or an rsync backup sealed.
    ///
    /// @return lossless text
    public String decryptName(String name) throws BackupException {
        BytePath opened = BytePath.ROOT;
        for (BytePath segment : path(name).segments()) {
            opened = opened.resolve(openName(segment));
        }
        return opened.text();
    }

    /// Seals every file below `in`, names too, into the new directory `out`.
    public void encryptDirectory(Path in, Path out) throws IOException {
        convert(in, out, new Conversion() {
            @Override
            public BytePath name(BytePath name) {
                return BytePath.of(keys.nameCipher().seal(name.bytes()).getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public void file(Path from, Path to) throws IOException {
                try (InputStream plain = Files.newInputStream(from)) {
                    encrypt(plain, to);
                }
            }
        });
    }

    /// Opens every file below `in`, names too, into the new directory `out`.
    public void decryptDirectory(Path in, Path out) throws IOException {
        convert(in, out, new Conversion() {
            @Override
            public BytePath name(BytePath name) throws IOException {
                return openName(name);
            }

            @Override
            public void file(Path from, Path to) throws IOException {
                try (InputStream sealed = Files.newInputStream(from)) {
                    decrypt(sealed, shown(from), to);
                }
            }
        });
    }

    private interface Conversion {
        BytePath name(BytePath name) throws IOException;

        void file(Path from, Path to) throws IOException;
    }

    /// Into a directory of another name first, so that a failure leaves nothing that looks whole.
    private static void convert(Path in, Path out, Conversion conversion) throws IOException {
        if (!Files.isDirectory(in)) {
            throw new BackupException(Failure.MISCONFIGURED, shown(in) + " is not a directory", "");
        }
        refuseExisting(out);
        if (out.toAbsolutePath().normalize().startsWith(in.toRealPath())) {
            throw new BackupException(
                    Failure.MISCONFIGURED, shown(out) + " lies inside " + shown(in), "choose a place outside of it");
        }
        Path parent = parentOf(out);
        Path partial = Files.createTempDirectory(parent, ".holdfast-partial-");
        try {
            Files.walkFileTree(in, new Converter(in, partial, conversion));
            refuseExisting(out);
            Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable e) {
            Trees.delete(partial);
            throw e;
        }
    }

    private static final class Converter extends SimpleFileVisitor<Path> {
        private final Path in;
        private final Conversion conversion;
        private Path here;

        Converter(Path in, Path out, Conversion conversion) {
            this.in = in;
            this.here = out;
            this.conversion = conversion;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!directory.equals(in)) {
                here = Files.createDirectory(target(directory));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile()) {
                throw new BackupException(
                        Failure.FAILED,
                        shown(file) + " is no regular file",
                        "only files and directories can be sealed");
            }
            conversion.file(file, target(file));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(
                Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            if (!directory.equals(in)) {
                here = parentOf(here);
            }
            return FileVisitResult.CONTINUE;
        }

        private Path target(Path source) throws IOException {
            return LocalNames.resolve(here, conversion.name(BytePath.of(LocalNames.nameOf(source))));
        }
    }

    private BytePath openName(BytePath segment) throws BackupException {
        try {
            return BytePath.of(keys.nameCipher().open(segment.text()));
        } catch (AuthenticationException | IllegalArgumentException e) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "\"" + segment + "\" is no name sealed with this password: " + e.getMessage(),
                    "",
                    List.of(),
                    e);
        }
    }

    private static BytePath path(String text) throws BackupException {
        try {
            return BytePath.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, String.valueOf(e.getMessage()), "", List.of(), e);
        }
    }

    private void open(InputStream sealed, OutputStream out, String name) throws IOException {
        try {
            keys.fileCipher()
                    .decrypting(new BufferedInputStream(sealed, 1 << 16))
                    .transferTo(out);
        } catch (AuthenticationException e) {
            throw new BackupException(Failure.DAMAGED, name + ": " + e.getMessage(), "", List.of(), e);
        }
    }

    @FunctionalInterface
    private interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void writeNew(Path out, Writer writer) throws IOException {
        refuseExisting(out);
        Path partial = Files.createTempFile(
                parentOf(out),
                ".holdfast-partial-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (OutputStream sink = Files.newOutputStream(partial)) {
                writer.writeTo(sink);
            }
            publish(partial, out);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void publish(Path partial, Path out) throws IOException {
        try {
            // A hard link, unlike a rename, refuses a name that was taken meanwhile.
            Files.createLink(out, partial);
        } catch (FileSystemException | UnsupportedOperationException _) {
            // Taken, or a file system without hard links, such as a memory stick's.
            refuseExisting(out);
            Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    private static void refuseExisting(Path out) throws BackupException {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new BackupException(
                    Failure.MISCONFIGURED, shown(out) + " exists already", "name another output or move it away");
        }
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }

    @Override
    public void close() {
        keys.close();
    }
}
