package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;

/// Copies the content of a backup from one store into another, into the same or the other format. Every file is
/// compared with the manifest on the way, and nothing of it is kept on the local disk. What arrived counts only if
/// [#run] returned.
public final class TreeCopy {
    /// How often the whole of it is begun before it fails. Stores go on by themselves where a connection breaks, so
    /// even a second time is rare.
    private static final int MOST_STARTS = 3;

    private final StoredTree from;
    private final StoredTree to;
    private final Supplier<TgzWriter.Compression> compression;
    private final TgzReader.Decompression decompression;
    private final CopiedManifest manifests;
    private final Progress progress;

    /// @param compression asked for if an archive has to be made of objects
    /// @param decompression for an archive that is copied
    /// @param scratch an empty private directory, for what is as large as a manifest
    public TreeCopy(
            StoredTree from,
            StoredTree to,
            Supplier<TgzWriter.Compression> compression,
            TgzReader.Decompression decompression,
            Path scratch,
            Progress progress) {
        this.from = from;
        this.to = to;
        this.compression = compression;
        this.decompression = decompression;
        this.manifests = new CopiedManifest(from, to, scratch);
        this.progress = asUpload(progress);
    }

    /// What a reader calls restored was sent to the other store.
    private static Progress asUpload(Progress progress) {
        return event -> progress.on(
                event instanceof Event.Finished(var _, var path)
                        ? new Event.Finished(Event.Phase.UPLOAD, path)
                        : event);
    }

    /// Writes to `file` the manifest that the copy has: the same entries, but for the one that the rsync format adds
    /// for other software. Comes before [#run], and touches neither store.
    ///
    /// @param manifest of the backup that is copied
    /// @param id of the copy
    /// @param format of the copy
    /// @param record see [Manifest#record()]; that of the copy
    /// @throws NameLimitException if names are too long for the other store
    /// @throws DamagedException if a hard link of it leads nowhere
    public Manifest describe(Manifest manifest, String id, String format, String record, Path file) throws IOException {
        return manifests.write(manifest, id, format, record, file);
    }

    /// Copies what the manifest names. Memory is that of a few small files and of the list of hard links.
    ///
    /// @param manifest of the backup that is copied
    /// @param copy what [#describe] gave for it
    /// @throws DamagedException naming what is missing, changed or hostile
    public void run(Manifest manifest, Manifest copy) throws IOException {
        progress.on(new Event.Started(Event.Phase.UPLOAD, copy.files(), copy.bytes()));
        for (int start = 1; ; start++) {
            try {
                once(manifest, copy);
                return;
            } catch (StartOverException e) {
                if (start == MOST_STARTS) {
                    throw e;
                }
            }
        }
    }

    private void once(Manifest manifest, Manifest copy) throws IOException {
        switch (to) {
            case StoredTree.Objects(var there) -> intoObjects(manifest, there);
            case StoredTree.Archive archive -> {
                switch (from) {
                    case StoredTree.Objects(var here) ->
                        archive.here()
                                .put(archive.key(), new ArchiveOfObjects(here, copy, compression.get(), progress));
                    case StoredTree.Archive source -> asItIs(source, archive, manifest);
                }
            }
        }
    }

    private void intoObjects(Manifest manifest, ObjectStore there) throws IOException {
        switch (from) {
            case StoredTree.Objects(var here) -> {
                int atOnce = Math.max(
                        here.capabilities().reads(), there.capabilities().connections());
                try (ObjectSink sink = ObjectSink.atOnce(there)) {
                    new RsyncReader(atOnce).read(here, manifest, sink, progress);
                }
            }
            case StoredTree.Archive(var here, var key) -> {
                try (ObjectSink sink = ObjectSink.inTurn(there)) {
                    new TgzReader(key, decompression).read(here, manifest, sink, progress);
                    sink.complete();
                }
                copyLinks(manifest, there);
                putMetadata(there);
            }
        }
    }

    /// Where every file is an object, one with several names is several.
    private static void copyLinks(Manifest manifest, ObjectStore there) throws IOException {
        if (manifest.hardlinkFirsts().isEmpty()) {
            return;
        }
        try (Tasks tasks = Tasks.many(there.capabilities().copies())) {
            manifest.visit(entry -> {
                if (entry.hardlinkTo().isPresent()) {
                    ObjectKey first = new ObjectKey(entry.hardlinkTo().get());
                    tasks.submit(() -> there.copy(first, new ObjectKey(entry.path())));
                }
            });
            tasks.join();
        }
    }

    private void putMetadata(ObjectStore there) throws IOException {
        GeneratedFile metadata = manifests.metadata().orElseThrow();
        Path content = metadata.content();
        there.put(
                new ObjectKey(FsMetadata.NAME),
                ByteSource.sized(metadata.entry().size(), out -> Files.copy(content, out)));
    }

    private void asItIs(StoredTree.Archive source, StoredTree.Archive target, Manifest manifest) throws IOException {
        // What it grows by when it is sealed, if it is, is little.
        long expected =
                source.here().stat(source.key()).map(ObjectInfo::storedSize).orElse(ByteSource.UNKNOWN_SIZE);
        target.here().put(target.key(), ByteSource.sized(expected, out -> new TgzReader(source.key(), decompression)
                .readThrough(source.here(), manifest, out, progress)));
    }
}
