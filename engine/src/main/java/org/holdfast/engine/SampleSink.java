package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.format.EntrySink;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// Reads one file of a backup to its end, where it proves genuine, and nothing more than is needed for it.
final class SampleSink implements EntrySink {
    /// What may be read for a sample, so that it takes seconds.
    private static final long MOST_BYTES = 256L << 20;

    private final StoredEntry wanted;

    SampleSink(StoredEntry wanted) {
        this.wanted = wanted;
    }

    /// The first file of the app that is not empty and soon read, else the first of any.
    static Optional<StoredEntry> choose(Manifest manifest, FormatKind format) throws IOException {
        List<StoredEntry> first = new ArrayList<>();
        List<StoredEntry> ofApp = new ArrayList<>();
        long[] before = {0};
        manifest.visit(entry -> {
            if (entry.tree().kind() != Kind.FILE || entry.hardlinkTo().isPresent()) {
                return;
            }
            long cost = entry.tree().size() + (format == FormatKind.TGZ ? before[0] : 0);
            before[0] += entry.tree().size();
            if (first.isEmpty()) {
                first.add(entry);
            }
            boolean fits =
                    entry.path().startsWith(Selection.DATA) && entry.tree().size() > 0 && cost <= MOST_BYTES;
            if (fits && ofApp.isEmpty()) {
                ofApp.add(entry);
            }
        });
        return (ofApp.isEmpty() ? first : ofApp).stream().findFirst();
    }

    /// Ends a reading that would go on through a whole archive.
    private static final class ReadException extends IOException {
        private static final long serialVersionUID = 1L;

        ReadException() {
            super("all that was wanted has been read");
        }
    }

    /// @throws org.holdfast.format.DamagedException if the file is not what the manifest says
    void read(RestoreBackup backup, Manifest manifest, Progress progress) throws IOException {
        try {
            backup.read(manifest, this, progress);
        } catch (ReadException _) {
            // That is how it ends if all is right.
        }
    }

    @Override
    public boolean wants(StoredEntry entry) {
        return entry.path().equals(wanted.path());
    }

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
        throw new ReadException();
    }

    @Override
    public void directory(StoredEntry entry) {}

    @Override
    public void link(StoredEntry entry) {}

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) {
        return true;
    }
}
