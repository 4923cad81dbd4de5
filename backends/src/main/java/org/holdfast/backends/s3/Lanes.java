package org.holdfast.backends.s3;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// How many downloads run at once. What somebody reads is one in any case; what is fetched ahead of somebody waits
/// until there are fewer than may be. Thread-safe.
final class Lanes {
    private final int limit;
    private int busy;

    /// @param limit how many may run
    Lanes(int limit) {
        this.limit = limit;
    }

    /// One more, whatever the limit.
    synchronized Lane enter() {
        busy++;
        return new Lane();
    }

    /// One more, if it may be.
    synchronized Optional<Lane> enterIfFree() {
        return busy < limit ? Optional.of(enter()) : Optional.empty();
    }

    private synchronized void leave() {
        busy--;
    }

    /// One download's. Thread-safe.
    final class Lane implements AutoCloseable {
        private final AtomicBoolean left = new AtomicBoolean();

        private Lane() {}

        /// Leaves it; once.
        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                leave();
            }
        }
    }
}
