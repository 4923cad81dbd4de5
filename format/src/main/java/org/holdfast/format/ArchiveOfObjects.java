package org.holdfast.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.gzip.ParallelGzipOutputStream;
import org.holdfast.format.tar.ContentReadException;
import org.holdfast.format.tar.TarFormatException;
import org.holdfast.format.tar.TarWriter;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// The archive of a backup whose files are objects, packed in the order of its manifest when it is written.
///
/// @param here begins at the backup's own place
/// @param manifest of the archive
record ArchiveOfObjects(
        ObjectStore here, Manifest manifest, TgzWriter.Compression compression, Progress progress, long expectedSize)
        implements ByteSource {
    ArchiveOfObjects(ObjectStore here, Manifest manifest, TgzWriter.Compression compression, Progress progress)
            throws IOException {
        this(here, manifest, compression, progress, largestSize(manifest));
    }

    private static long largestSize(Manifest manifest) throws IOException {
        long[] bytes = {TarWriter.LARGEST_END_BYTES};
        manifest.visit(entry -> bytes[0] += TarWriter.memberBytes(entry));
        return ParallelGzipOutputStream.largestSize(bytes[0]);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (ParallelGzipOutputStream gzip =
                        new ParallelGzipOutputStream(out, compression.deflaters(), compression.threads());
                ReadAhead files = new ReadAhead(here, manifest, ObjectSink.SMALL, progress)) {
            TarWriter tar = new TarWriter(gzip);
            for (ReadAhead.Next next = files.next(); next != null; next = files.next()) {
                add(tar, next);
            }
            tar.finish();
        }
    }

    private void add(TarWriter tar, ReadAhead.Next next) throws IOException {
        StoredEntry entry = next.entry();
        BytePath path = entry.path();
        try {
            if (entry.tree().kind() != Kind.FILE || entry.hardlinkTo().isPresent()) {
                tar.add(entry);
                return;
            }
            if (next.content().isPresent()) {
                tar.add(entry, new ByteArrayInputStream(next.content().get()));
            } else {
                stream(tar, entry);
            }
        } catch (TarFormatException e) {
            throw new IOException(path + " does not fit into an archive; copy the backup as rsync", e);
        }
        progress.on(new Event.Finished(Event.Phase.UPLOAD, path));
    }

    private void stream(TarWriter tar, StoredEntry entry) throws IOException {
        AtomicBoolean begun = new AtomicBoolean();
        ReadAhead.get(here, entry, progress, in -> {
            if (begun.getAndSet(true)) {
                throw new StartOverException(entry.path());
            }
            add(tar, entry, in);
        });
    }

    private static void add(TarWriter tar, StoredEntry entry, InputStream content) throws IOException {
        try {
            tar.add(entry, content);
        } catch (ContentReadException e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
        // Only at its end does it prove genuine, and no longer than it should be.
        if (content.read() >= 0) {
            throw new DamagedException(entry.path() + " is longer than the backup's manifest says");
        }
    }
}
