package org.holdfast.backends.s3;

/// How many downloads run at once. What somebody reads is one in any case; what is fetched ahead of somebody waits
/// until there are fewer than may be. Thread-safe.
final class Lanes {
    private final int limit;
    private int busy;

    /// @param limit how many may run
    Lanes(int limit) {
        this.limit = limit;
    }

    /// One more, whatever the limit; to be left.
    synchronized void enter() {
        busy++;
    }

    /// One more if it may be; only then to be left.
    synchronized boolean enterIfFree() {
        if (busy >= limit) {
            return false;
        }
        busy++;
        return true;
    }

    synchronized void leave() {
        busy--;
    }
}
