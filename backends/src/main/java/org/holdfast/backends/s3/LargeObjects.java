package org.holdfast.backends.s3;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.backends.ObjectKey;

/// Remembers which objects are too large to be copied by one request, as far as this process happened to hear of them,
/// so that the copy of such a one need not be tried in vain. Only a hint. Thread-safe.
final class LargeObjects {
    /// There are never many; a bound all the same.
    private static final int MOST = 10_000;

    private final Requests requests;
    private final Map<ObjectKey, Long> sizes = new ConcurrentHashMap<>();

    LargeObjects(Requests requests) {
        this.requests = requests;
    }

    void note(ObjectKey key, long size) {
        if (size <= requests.profile().copyCutoff()) {
            sizes.remove(key);
            return;
        }
        if (sizes.size() < MOST) {
            sizes.put(key, size);
        }
    }

    OptionalLong size(ObjectKey key) {
        Long size = sizes.get(key);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }
}
