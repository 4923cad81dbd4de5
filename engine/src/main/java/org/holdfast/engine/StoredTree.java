package org.holdfast.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PermanentStoreException;

/// All objects below a prefix, as they are stored.
record StoredTree(ObjectStore raw, ObjectKey prefix) {
    private static final int BATCH = 1000;

    /// Whatever a store answers: what it lists may be deleted next.
    ///
    /// @throws PermanentStoreException if it lists what does not lie there
    void visit(ObjectVisitor visitor) throws IOException {
        raw.list(prefix, Depth.ALL, info -> {
            if (!info.key().startsWith(prefix)) {
                throw new PermanentStoreException("asked for what lies below " + prefix + ", the store listed "
                        + info.key() + "; look at what stands between it and here, and at the service itself");
            }
            visitor.object(info);
        });
    }

    /// Removes them.
    void remove() throws IOException {
        List<ObjectKey> batch = new ArrayList<>();
        visit((ObjectInfo info) -> {
            batch.add(info.key());
            if (batch.size() == BATCH) {
                raw.delete(List.copyOf(batch));
                batch.clear();
            }
        });
        raw.delete(batch);
    }
}
