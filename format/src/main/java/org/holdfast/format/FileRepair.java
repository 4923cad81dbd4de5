package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Puts files of a backup of one object a file back where they are missing or damaged, from whatever holds the same
/// content. Nothing takes its place before all of it proved to be what the manifest says. Memory is that of the list of
/// files. Thread-safe.
public final class FileRepair {
    private final ObjectStore there;
    private final Losses losses;

    /// By the digest of their content. Guarded by itself.
    private final Map<String, List<StoredEntry>> missing = new HashMap<>();

    /// @param there begins at the backup's own place
    /// @param missing as the backup's manifest has them; those without a digest are left alone
    /// @param losses hears of what cannot be read elsewhere either
    public FileRepair(ObjectStore there, Collection<StoredEntry> missing, Losses losses) {
        this.there = there;
        this.losses = losses;
        for (StoredEntry entry : missing) {
            entry.sha256().ifPresent(digest -> this.missing
                    .computeIfAbsent(digest, _ -> new ArrayList<>())
                    .add(entry));
        }
    }

    /// Whether nothing is missing any more.
    public boolean isDone() {
        synchronized (missing) {
            return missing.isEmpty();
        }
    }

    /// What is still missing.
    public List<StoredEntry> left() {
        synchronized (missing) {
            return missing.values().stream().flatMap(List::stream).toList();
        }
    }

    /// Tries a local file for what it may be; it is only read.
    public void from(StoredEntry entry, Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != entry.tree().size()) {
            return;
        }
        ByteSource source = ByteSource.sized(entry.tree().size(), out -> {
            try (InputStream in = new VerifyingInputStream(Files.newInputStream(file), entry, Progress.NONE)) {
                in.transferTo(out);
            }
        });
        try {
            there.put(new ObjectKey(entry.path()), source);
        } catch (DamagedException _) {
            // It has changed since.
            return;
        }
        repaired(entry);
    }

    /// Tries a backup for all that it may hold. What is damaged there is passed over.
    ///
    /// @param reader fit for its format
    /// @param here where it lies
    public void from(BackupReader reader, ObjectStore here, Manifest manifest) throws IOException {
        boolean[] holds = new boolean[1];
        manifest.visit(entry -> holds[0] |= isMissing(entry));
        if (holds[0]) {
            reader.read(here, manifest, new Taking(), Progress.NONE);
        }
    }

    private boolean isMissing(StoredEntry entry) {
        synchronized (missing) {
            return entry.sha256().filter(missing::containsKey).isPresent();
        }
    }

    /// Files of the same content are the same to the backup.
    private void repaired(StoredEntry source) throws IOException {
        List<StoredEntry> alike;
        synchronized (missing) {
            alike = missing.remove(source.sha256().orElseThrow());
        }
        for (StoredEntry entry : alike == null ? List.<StoredEntry>of() : alike) {
            if (!entry.path().equals(source.path())) {
                there.copy(new ObjectKey(source.path()), new ObjectKey(entry.path()));
            }
        }
    }

    /// Takes what is missing out of another backup.
    private final class Taking implements EntrySink {
        @Override
        public boolean wants(StoredEntry entry) {
            return isMissing(entry);
        }

        @Override
        public void file(StoredEntry entry, InputStream content) throws IOException {
            StoredEntry target;
            synchronized (missing) {
                List<StoredEntry> alike = missing.get(entry.sha256().orElseThrow());
                if (alike == null) {
                    content.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                target = alike.getFirst();
            }
            try (ObjectSink sink = ObjectSink.atOnce(there)) {
                sink.file(target, content);
            }
            repaired(target);
        }

        @Override
        public boolean hardlink(StoredEntry entry, BytePath earlier) {
            return true;
        }

        @Override
        public void directory(StoredEntry entry) {}

        @Override
        public void link(StoredEntry entry) {}

        @Override
        public void lost(StoredEntry entry, IOException why) throws IOException {
            losses.lost(entry.path(), why);
        }

        @Override
        public void brokenOff(IOException why) throws IOException {
            losses.brokenOff(why);
        }
    }
}
