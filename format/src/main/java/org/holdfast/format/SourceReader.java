package org.holdfast.format;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Reads files of the source, hashing what it reads. Thread-safe.
final class SourceReader {
    private static final int BUFFER = 1 << 16;

    private final FrozenSource source;
    private final Losses losses;
    private final Progress progress;

    /// Hears of what was lost of a file that is in the backup all the same.
    @FunctionalInterface
    interface Losses {
        void skipped(Skip skip) throws IOException;
    }

    SourceReader(FrozenSource source, Losses losses, Progress progress) {
        this.source = source;
        this.losses = losses;
        this.progress = progress;
    }

    /// What one reading of a file gave.
    record Content(String sha256, long size) {}

    /// Finds a file, to ask for several things of it. To be closed.
    ///
    /// @throws SourceReadException if it is gone, or out of reach
    Held hold(TreeEntry entry) throws SourceReadException {
        try {
            return new Held(entry, source.find(entry));
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    /// A file of the source. For one thread at a time.
    final class Held implements Closeable {
        private final TreeEntry entry;
        private final FrozenFile file;

        private Held(TreeEntry entry, FrozenFile file) {
            this.entry = entry;
            this.file = file;
        }

        /// The entry as it was found.
        ///
        /// @throws SourceReadException if it is no file any more
        TreeEntry found() throws SourceReadException {
            TreeEntry found;
            try {
                found = file.found();
            } catch (IOException e) {
                throw unreadable(entry, e);
            }
            if (found.kind() != Kind.FILE) {
                throw new SourceReadException(
                        new Skip(entry.path(), Skip.Reason.VANISHED, "it is no regular file any more"),
                        new IOException("no regular file"));
            }
            return found;
        }

        /// Whether it is still what it was, as far as its metadata tells. One that is gone, or whose name another was
        /// given, is not: what was read of it may be whole, but nobody can tell.
        boolean isStill(TreeEntry as) {
            try {
                return isSame(as, file.stat());
            } catch (IOException _) {
                return false;
            }
        }

        /// The content.
        ///
        /// @param as how it just was
        InputStream open(TreeEntry as) throws SourceReadException {
            try {
                return file.open(as);
            } catch (IOException e) {
                throw unreadable(entry, e);
            }
        }

        /// Copies its bytes to `out`.
        ///
        /// @throws SourceReadException if reading failed; whatever `out` throws comes back as it is
        Content copy(TreeEntry as, OutputStream out) throws IOException {
            return copy(as, out, Long.MAX_VALUE);
        }

        /// As [#copy(TreeEntry, OutputStream)], but at most so many bytes.
        Content copy(TreeEntry as, OutputStream out, long most) throws IOException {
            try (InputStream in = open(as)) {
                return SourceReader.this.copy(as, in, out, most);
            }
        }

        /// Extended attributes; none where they cannot be read, which is told as a loss and loses nothing else.
        Map<String, String> xattrs() throws IOException {
            try {
                return file.xattrs();
            } catch (IOException e) {
                return withoutXattrs(entry, e);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /// Whether a file is still what it was, as far as its metadata tells.
    static boolean isSame(TreeEntry before, TreeEntry after) {
        return before.size() == after.size()
                && before.modified().equals(after.modified())
                && before.identity().inode() == after.identity().inode()
                && before.identity().changed().equals(after.identity().changed());
    }

    /// A stream that tells progress what is read of it.
    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = in.read(buffer, offset, length);
                if (read > 0) {
                    progress.on(new Event.Moved(read));
                }
                return read;
            }
        };
    }

    /// Whether a file still has the content and the extended attributes that were stored of it. Reads all of it.
    boolean stillHolds(TreeEntry entry, StoredEntry stored) throws IOException {
        if (stored.unstable()) {
            return false;
        }
        try (Held file = hold(entry)) {
            if (!isSame(entry, file.found())) {
                return false;
            }
            Content content = file.copy(entry, OutputStream.nullOutputStream());
            return stored.sha256().equals(Optional.of(content.sha256()))
                    && stored.xattrs().equals(file.xattrs())
                    && file.isStill(entry);
        }
    }

    /// As [Held#xattrs()], of anything.
    Map<String, String> xattrs(TreeEntry entry) throws IOException {
        try (FrozenFile file = source.find(entry)) {
            return file.xattrs();
        } catch (IOException e) {
            return withoutXattrs(entry, e);
        }
    }

    private Map<String, String> withoutXattrs(TreeEntry entry, IOException cause) throws IOException {
        Skip why = unreadable(entry, cause).skip();
        losses.skipped(new Skip(entry.path(), why.reason(), "its extended attributes cannot be read: " + why.detail()));
        return Map.of();
    }

    private Content copy(TreeEntry entry, InputStream in, OutputStream out, long most) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[Math.clamp(entry.size() + 1, 512, BUFFER)];
        long size = 0;
        while (true) {
            int read = read(entry, in, buffer, (int) Math.min(buffer.length, most - size));
            if (read <= 0) {
                return new Content(HexFormat.of().formatHex(digest.digest()), size);
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
            size += read;
            progress.on(new Event.Moved(read));
        }
    }

    private static int read(TreeEntry entry, InputStream in, byte[] buffer, int most) throws IOException {
        try {
            return in.read(buffer, 0, most);
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    static SourceReadException unreadable(TreeEntry entry, IOException cause) {
        if (cause instanceof NoSuchFileException gone) {
            String detail = gone.getReason() == null ? "it is gone" : gone.getReason();
            return new SourceReadException(new Skip(entry.path(), Skip.Reason.VANISHED, detail), cause);
        }
        String reason = cause instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : cause instanceof java.nio.file.AccessDeniedException ? "permission denied" : cause.getMessage();
        return new SourceReadException(
                new Skip(entry.path(), Skip.Reason.UNREADABLE, reason == null ? "it cannot be read" : reason), cause);
    }
}
