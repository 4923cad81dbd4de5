package org.holdfast.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;

/// A file of the source, to be put once. A store that tries again sends what it holds by then.
///
/// Once [#version()] was asked, writing gives the bytes that it named or throws a [ChangedException]. A store
/// that never asks gets whatever the file holds.
final class UploadSource implements ByteSource {
    private final SourceReader.Held file;
    private final TreeEntry entry;
    private final Versions versions;
    private volatile boolean promised;
    private volatile SourceReader.@Nullable Content content;

    /// @param file stays open as long as this is used
    /// @param entry as it was found
    UploadSource(SourceReader.Held file, TreeEntry entry, Versions versions) {
        this.file = file;
        this.entry = entry;
        this.versions = versions;
    }

    /// The file is not what it was when it was found.
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
        promised = false;
        try {
            Optional<String> version = file.isStill(entry) ? versions.of(entry) : Optional.empty();
            promised = version.isPresent();
            return version;
        } catch (IOException _) {
            // Without a name, an upload that is interrupted starts over.
            return Optional.empty();
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        boolean named = promised;
        if (named) {
            requireSame();
        }
        SourceReader.Content read = file.copy(entry, out);
        if (named) {
            requireSame();
        }
        content = read;
    }

    private void requireSame() throws ChangedException {
        if (!file.isStill(entry)) {
            throw new ChangedException(entry);
        }
    }

    /// What the last whole reading gave.
    SourceReader.Content content() {
        return Objects.requireNonNull(content, "a store that puts without reading");
    }
}
