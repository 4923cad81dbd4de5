package org.holdfast.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;

/// All objects below a prefix, as they are stored.
record StoredTree(ObjectStore raw, ObjectKey prefix) {
    private static final int BATCH = 1000;

    void visit(ObjectVisitor visitor) throws IOException {
        raw.list(prefix, Depth.ALL, visitor);
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
