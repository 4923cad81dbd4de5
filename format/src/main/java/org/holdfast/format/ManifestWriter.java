package org.holdfast.format;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes the manifest of a backup into a local file, entry by entry in path order; nothing is held in memory. What
/// names the backup stands in the last line, because a backup has its name only when its upload has ended, and because
/// a manifest cut short must not look whole.
///
/// Not thread-safe.
public final class ManifestWriter implements Closeable {
    private final Path file;
    private OutputStream sink;
    private JsonGenerator json;
    private long entries;
    private long skipped;

    /// Creates or empties `file`.
    public ManifestWriter(Path file) throws IOException {
        this.file = file;
        this.sink = OutputStream.nullOutputStream();
        this.json = ManifestJson.FACTORY.createGenerator(ObjectWriteContext.empty(), sink);
        restart();
    }

    /// Forgets everything written so far.
    public void restart() throws IOException {
        close();
        entries = 0;
        skipped = 0;
        sink = new FastGzip(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        json = ManifestJson.FACTORY.createGenerator(ObjectWriteContext.empty(), sink);
        ManifestJson.writing(() -> ManifestJson.writeHeader(json));
    }

    /// Entries come in path order, each once.
    public void entry(StoredEntry entry) throws IOException {
        entries++;
        ManifestJson.writing(() -> ManifestJson.writeEntry(json, entry));
    }

    /// Something that is missing from the backup; in any order.
    public void skipped(Skip skip) throws IOException {
        skipped++;
        ManifestJson.writing(() -> ManifestJson.writeSkip(json, skip));
    }

    /// Completes the file, which is then a [Manifest] of the backup `id`.
    ///
    /// @param record see [Manifest#record()]
    public void finish(String id, String format, Optional<String> record) throws IOException {
        ManifestJson.Trailer trailer = new ManifestJson.Trailer(id, format, entries, skipped, record);
        ManifestJson.writing(() -> ManifestJson.writeTrailer(json, trailer));
        close();
    }

    @Override
    public void close() throws IOException {
        try (var _ = sink) {
            ManifestJson.writing(json::close);
        }
    }
}
