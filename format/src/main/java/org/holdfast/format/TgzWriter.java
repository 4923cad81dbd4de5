package org.holdfast.format;

import java.io.IOException;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.gzip.Deflaters;
import org.holdfast.format.gzip.ParallelGzipOutputStream;
import org.holdfast.format.pipeline.WriteBehindOutputStream;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.TreeEntry;

/// One gzipped archive, made anew by each run and streamed: nothing of it is kept on the local disk. Names
/// inside an archive have no limit that a file system's names could exceed.
public final class TgzWriter implements BackupWriter {
    private final ObjectKey archive;
    private final Compression compression;

    /// @param archive the archive's name at its place
    public TgzWriter(ObjectKey archive, Compression compression) {
        this.archive = archive;
        this.compression = compression;
    }

    /// How to compress.
    ///
    /// @param threads processors to use, at least 1
    public record Compression(Deflaters deflaters, int threads) {}

    @Override
    public WriteSummary write(SourceScan scan, ObjectStore here, ManifestWriter manifest, Progress progress)
            throws IOException {
        FrozenSource source = scan.frozen();
        progress.on(new Event.Started(Event.Phase.UPLOAD, source.files(), source.bytes()));
        Tally tally = new Tally(manifest, progress);
        long expected = new ArchiveEstimate(source.tree()).bytes();
        here.put(archive, ByteSource.sized(expected, out -> {
            // A store may ask for the bytes once more after a failure.
            tally.restart();
            for (Skip skip : source.skips()) {
                tally.skipped(skip);
            }
            CountedOutput counted = new CountedOutput(out);
            try (WriteBehindOutputStream behind = new WriteBehindOutputStream(counted);
                    ParallelGzipOutputStream gzip =
                            new ParallelGzipOutputStream(behind, compression.deflaters(), compression.threads())) {
                SourceReader reader = new SourceReader(source, tally::skipped, progress);
                new TarPacker(gzip, reader, manifest, tally).pack(source.tree());
            }
            tally.archived(counted.bytes());
        }));
        return tally.summary();
    }

    @Override
    public void preview(SourceScan scan, ObjectStore here, Preview preview) throws IOException {
        FrozenSource source = scan.frozen();
        for (Skip skip : source.skips()) {
            preview.skipped(skip);
        }
        try (Cursor<TreeEntry> entries = source.tree().entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (entry.kind() == Kind.FILE) {
                    preview.upload(entry.path(), entry.size());
                }
            }
        }
        source.tellExcluded(preview);
    }
}
