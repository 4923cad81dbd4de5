package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.format.Event;
import org.holdfast.format.Manifest;
import org.holdfast.format.Originals;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// Copies a working copy to the place of a backup, inside the store, so that every backup is complete by
/// itself.
///
/// The manifest says what is copied, nothing is listed. That the backup holds what its manifest names follows
/// from three things. A copy that the store confirmed is there, and one whose source is missing fails. What the
/// working copy held when the run began was listed and compared with the index, of which the manifest is made.
/// What the run sent since was confirmed by the store, too. What somebody else puts into the working copy is
/// not in the manifest and so not copied. Left over is an object that somebody else replaces between that
/// listing and its copy.
final class Rotation {
    private final ObjectStore raw;
    private final StoredForm form;
    private final Originals originals;
    private final Progress progress;
    private final AtomicLong resent = new AtomicLong();

    /// @param form how the working copy and the backup keep their files
    Rotation(ObjectStore raw, StoredForm form, Originals originals, Progress progress) {
        this.raw = raw;
        this.form = form;
        this.originals = originals;
        this.progress = progress;
    }

    /// Copies every file that the manifest in `manifest` names from below `working` to below `place`.
    ///
    /// @return how many the store could not copy, so that the local file was sent again
    /// @throws org.holdfast.backends.ObjectNotFoundException if the working copy lacks one
    /// @throws org.holdfast.format.DamagedException if the manifest cannot be read back, maybe after many copies
    long copy(Path manifest, ObjectKey working, ObjectKey place) throws IOException {
        try (Tasks tasks = Tasks.many(raw.capabilities().copies())) {
            Manifest.visit(manifest, entry -> {
                if (entry.tree().kind() == Kind.FILE) {
                    tasks.submit(() -> copy(entry, working, place));
                }
            });
            tasks.join();
        }
        return resent.get();
    }

    private void copy(StoredEntry entry, ObjectKey working, ObjectKey place) throws IOException {
        ObjectKey key = form.key(entry.path());
        AtomicBoolean sent = new AtomicBoolean();
        Optional<ByteSource> original = originals
                .of(entry)
                .map(source -> form.bytes(ByteSource.like(source, out -> {
                    source.writeTo(out);
                    sent.set(true);
                })));
        raw.copy(working.resolve(key), place.resolve(key), original);
        if (sent.get()) {
            resent.incrementAndGet();
        }
        progress.on(new Event.Finished(Event.Phase.COPY, BytePath.ROOT));
    }
}
