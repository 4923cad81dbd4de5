package org.holdfast.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;

/// A file of the source, to be put once. Whatever it says of itself it finds out at that moment, so that a
/// store that tries again sends what the file is by then.
///
/// Once [#version()] was asked, writing gives the bytes that it named or throws a [ChangedException]. A store
/// that never asks gets whatever the file holds.
final class UploadSource implements ByteSource {
    private final SourceReader.Held file;
    private final TreeEntry entry;
    private final Versions versions;
    private volatile @Nullable TreeEntry promised;
    private volatile SourceReader.@Nullable Content content;

    /// @param file stays open as long as this is used
    /// @param entry as the file is now
    UploadSource(SourceReader.Held file, TreeEntry entry, Versions versions) {
        this.file = file;
        this.entry = entry;
        this.versions = versions;
    }

    /// The file is not what the version named; nothing of it was published.
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedException(TreeEntry entry) {
            super(entry.path() + " changed while it was read");
        }
    }

    @Override
    public long expectedSize() {
        return entry.size();
    }

    @Override
    public Optional<String> version() {
        promised = null;
        try {
            TreeEntry now = file.current();
            Optional<String> version = versions.of(now);
            promised = version.isPresent() ? now : null;
            return version;
        } catch (IOException _) {
            // Whoever reads it will meet the same and say so.
            return Optional.empty();
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TreeEntry promise = promised;
        if (promise != null) {
            keep(promise);
        }
        SourceReader.Content read = file.copy(entry, out);
        if (promise != null) {
            keep(promise);
        }
        content = read;
    }

    private void keep(TreeEntry promise) throws IOException {
        if (!SourceReader.isSame(promise, file.current())) {
            throw new ChangedException(entry);
        }
    }

    /// What the last whole reading gave.
    SourceReader.Content content() {
        return Objects.requireNonNull(content, "a store that puts without reading");
    }
}
