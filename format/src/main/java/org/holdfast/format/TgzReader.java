package org.holdfast.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipException;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.gzip.Inflaters;
import org.holdfast.format.gzip.ParallelGzipInputStream;
import org.holdfast.format.pipeline.ReadAheadInputStream;
import org.holdfast.format.tar.TarFormatException;
import org.holdfast.format.tar.TarMember;
import org.holdfast.format.tar.TarReader;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;

/// Reads a backup of one gzipped archive, in step with its manifest, to the archive's very end: a sealed archive proves
/// itself only there.
public final class TgzReader implements BackupReader {
    private final ObjectKey archive;
    private final Decompression decompression;

    /// @param archive the archive's name at its place
    public TgzReader(ObjectKey archive, Decompression decompression) {
        this.archive = archive;
        this.decompression = decompression;
    }

    /// How to decompress.
    ///
    /// @param threads processors to use, at least 1
    public record Decompression(Inflaters inflaters, int threads) {}

    @Override
    public void read(ObjectStore here, Manifest manifest, EntrySink sink, Progress progress) throws IOException {
        get(here, in -> read(in, manifest, sink, progress));
    }

    /// Checks all that is in the archive, and meanwhile writes its bytes to `out` as they are.
    ///
    /// @throws StartOverException if the store breaks off and begins anew
    void readThrough(ObjectStore here, Manifest manifest, OutputStream out, Progress progress) throws IOException {
        AtomicBoolean begun = new AtomicBoolean();
        get(here, in -> {
            if (begun.getAndSet(true)) {
                throw new StartOverException(archive.toString());
            }
            read(new TappedInputStream(in, out), manifest, new CheckingSink(), progress);
        });
    }

    private void get(ObjectStore here, ByteSink sink) throws IOException {
        try {
            here.get(archive, sink);
        } catch (ObjectNotFoundException e) {
            throw new DamagedException("the archive " + archive + " is missing", e);
        }
    }

    private void read(InputStream in, Manifest manifest, EntrySink sink, Progress progress) throws IOException {
        try (Manifest.Reader entries = manifest.readAsArchived()) {
            Delivery delivery = new Delivery(manifest, entries, sink, progress);
            try (ReadAheadInputStream opened = new ReadAheadInputStream(in);
                    ParallelGzipInputStream archived =
                            new ParallelGzipInputStream(opened, decompression.inflaters(), decompression.threads())) {
                delivery.run(new TarReader(archived));
            } catch (TarFormatException | ZipException | EOFException e) {
                delivery.breakOff(new DamagedException("the archive " + archive + " is damaged: " + e.getMessage(), e));
            } catch (IOException e) {
                delivery.breakOff(e);
            }
        }
    }

    private static @Nullable TarMember next(TarReader tar) throws IOException {
        return tar.next().orElse(null);
    }

    /// Goes through archive and manifest side by side, and knows what became of files that have several names.
    private static final class Delivery {
        private final Manifest.Reader entries;
        private final EntrySink sink;
        private final Progress progress;
        /// By the path of the member that carries the content.
        private final Map<BytePath, List<StoredEntry>> followers = new HashMap<>();

        /// Where the content of such a member was delivered to.
        private final Map<BytePath, BytePath> delivered = new HashMap<>();

        private @Nullable StoredEntry entry;

        Delivery(Manifest manifest, Manifest.Reader entries, EntrySink sink, Progress progress) throws IOException {
            this.entries = entries;
            this.sink = sink;
            this.progress = progress;
            if (!manifest.hardlinkFirsts().isEmpty()) {
                manifest.visit(entry -> entry.hardlinkTo().ifPresent(first -> followers
                        .computeIfAbsent(first, _ -> new ArrayList<>())
                        .add(entry)));
            }
            entry = entries.next();
        }

        void run(TarReader tar) throws IOException {
            for (TarMember member = next(tar); member != null; member = next(tar)) {
                while (entries.isOrdered() && entry != null && entry.path().compareTo(member.path()) < 0) {
                    lose(entry, missing(entry));
                }
                if (entry != null && entry.path().equals(member.path())) {
                    deliver(entry, member, tar.content());
                    entry = entries.next();
                }
                // What the manifest does not name could not be read when the backup was made; only its place is taken.
            }
            while (entry != null) {
                lose(entry, missing(entry));
            }
            tar.drain();
        }

        private static DamagedException missing(StoredEntry entry) {
            return new DamagedException(entry.path() + " is missing from the archive, or not at its place");
        }

        private void lose(StoredEntry missing, IOException why) throws IOException {
            if (sink.wants(missing)) {
                sink.lost(missing, why);
            }
            entry = entries.next();
        }

        /// Nothing more can be read.
        void breakOff(IOException why) throws IOException {
            sink.brokenOff(why);
            while (entry != null) {
                lose(entry, why);
            }
        }

        private void deliver(StoredEntry entry, TarMember member, InputStream content) throws IOException {
            if (!isSameKind(entry, member)) {
                DamagedException why =
                        new DamagedException(entry.path() + " is something else in the archive than in the manifest");
                if (sink.wants(entry)) {
                    sink.lost(entry, why);
                }
                return;
            }
            switch (entry.tree().kind()) {
                case DIRECTORY -> {
                    if (sink.wants(entry)) {
                        sink.directory(entry);
                    }
                }
                case LINK -> {
                    if (sink.wants(entry)) {
                        sink.link(entry);
                    }
                }
                case FILE -> file(entry, content);
            }
        }

        private static boolean isSameKind(StoredEntry entry, TarMember member) {
            return switch (member.type()) {
                case FILE ->
                    entry.tree().kind() == Kind.FILE && entry.hardlinkTo().isEmpty();
                case HARDLINK -> entry.hardlinkTo().equals(member.hardlinkTo());
                case DIRECTORY -> entry.tree().kind() == Kind.DIRECTORY;
                case LINK -> entry.tree().linkTarget().equals(member.linkTarget());
                case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> false;
            };
        }

        private void file(StoredEntry entry, InputStream content) throws IOException {
            if (entry.hardlinkTo().isPresent()) {
                hardlink(entry, entry.hardlinkTo().get());
                return;
            }
            StoredEntry receiver = receiver(entry);
            if (receiver == null) {
                return;
            }
            try {
                sink.file(receiver, new VerifyingInputStream(content, receiver, progress));
            } catch (DamagedException e) {
                sink.lost(receiver, e);
                return;
            }
            if (followers.containsKey(entry.path())) {
                delivered.put(entry.path(), receiver.path());
            }
            progress.on(new Event.Finished(Event.Phase.RESTORE, receiver.path()));
        }

        /// The entry itself, or the first of its other names that is wanted when it is not.
        private @Nullable StoredEntry receiver(StoredEntry entry) throws IOException {
            if (sink.wants(entry)) {
                return entry;
            }
            for (StoredEntry follower : followers.getOrDefault(entry.path(), List.of())) {
                if (sink.wants(follower)) {
                    return follower;
                }
            }
            return null;
        }

        private void hardlink(StoredEntry entry, BytePath first) throws IOException {
            BytePath earlier = delivered.get(first);
            if (!sink.wants(entry)) {
                return;
            }
            if (earlier == null) {
                sink.lost(
                        entry,
                        new DamagedException(
                                entry.path() + " is a hard link to " + first + ", which is not before it"));
                return;
            }
            if (earlier.equals(entry.path())) {
                // It received the content when the first name, which was not wanted, came by.
                return;
            }
            if (!sink.hardlink(entry, earlier)) {
                throw new IOException("cannot make " + entry.path() + " a hard link to " + earlier
                        + "; restore to a file system that has hard links");
            }
            progress.on(new Event.Finished(Event.Phase.RESTORE, entry.path()));
        }
    }
}
