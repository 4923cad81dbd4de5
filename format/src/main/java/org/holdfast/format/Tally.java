package org.holdfast.format;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;

/// Counts what a run does, tells progress and puts what is missing into the manifest. Thread-safe.
final class Tally {
    private final ManifestWriter manifest;
    private final Progress progress;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong uploadedFiles = new AtomicLong();
    private final AtomicLong uploadedBytes = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong repaired = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong unstable = new AtomicLong();
    private volatile Optional<Long> archive = Optional.empty();

    Tally(ManifestWriter manifest, Progress progress) {
        this.manifest = manifest;
        this.progress = progress;
    }

    void skipped(Skip skip) throws IOException {
        if (skip.isLoss()) {
            lost.incrementAndGet();
        }
        synchronized (manifest) {
            manifest.skipped(skip);
        }
        progress.on(new Event.Skipped(skip));
    }

    void unstable(BytePath path) {
        unstable.incrementAndGet();
        progress.on(new Event.Unstable(path));
    }

    void uploaded(BytePath path, long size) {
        uploadedFiles.incrementAndGet();
        uploadedBytes.addAndGet(size);
        progress.on(new Event.Finished(Event.Phase.UPLOAD, path));
    }

    void removed(long count) {
        removed.addAndGet(count);
    }

    void repaired(long count) {
        repaired.addAndGet(count);
    }

    void archived(long size) {
        archive = Optional.of(size);
    }

    void kept(long size) {
        files.incrementAndGet();
        bytes.addAndGet(size);
    }

    /// Starts over, for a store operation that is tried again from its beginning.
    void restart() throws IOException {
        synchronized (manifest) {
            manifest.restart();
        }
        for (AtomicLong counter :
                new AtomicLong[] {files, bytes, uploadedFiles, uploadedBytes, removed, repaired, lost, unstable}) {
            counter.set(0);
        }
    }

    WriteSummary summary() {
        return new WriteSummary(
                files.get(),
                bytes.get(),
                uploadedFiles.get(),
                uploadedBytes.get(),
                removed.get(),
                repaired.get(),
                lost.get(),
                unstable.get(),
                archive);
    }
}
