package org.holdfast.engine;

import java.io.IOException;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.format.Event;
import org.holdfast.format.Fingerprint;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;

/// Copies a working copy to the place of a backup, inside the store and without any key, so that every backup is
/// complete by itself.
final class Rotation {
    private final ObjectStore raw;

    Rotation(ObjectStore raw) {
        this.raw = raw;
    }

    /// Copies everything at or below `from` to `to`.
    void copy(ObjectKey from, ObjectKey to, Progress progress) throws IOException {
        try (Tasks tasks = Tasks.over(raw)) {
            raw.list(from, Depth.ALL, info -> {
                ObjectKey below = info.key().below(from);
                tasks.submit(() -> {
                    raw.copy(info.key(), to.resolve(below));
                    progress.on(new Event.Finished(Event.Phase.COPY, BytePath.ROOT));
                });
            });
            tasks.join();
        }
    }

    /// What lies at or below a place, by keys below it.
    Fingerprint content(ObjectKey place) throws IOException {
        Fingerprint content = new Fingerprint();
        raw.list(place, Depth.ALL, info -> content.add(info.key().below(place), info.storedSize()));
        return content;
    }
}
