package org.holdfast.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// How much of a source was read, and whether those who read it wait. Thread-safe.
final class Readers implements Progress {
    /// Who only waits for another thread of its own run, such as one that compresses, goes on between two looks.
    private static final int LOOKS = 200;

    /// Lets others have the processor. How long it is decides nothing.
    private static final long PAUSE = 1000;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void on(Event event) {
        if (event instanceof Event.Moved(long moved)) {
            threads.add(Thread.currentThread());
            bytes.addAndGet(moved);
        }
    }

    long bytes() {
        return bytes.get();
    }

    /// Returns once nobody but the caller goes on reading, or more than `enough` was read. To take a rest too early for
    /// one would only hide what reads too far, never the other way round.
    void awaitRest(long enough) {
        long before = bytes();
        int looks = 0;
        while (looks < LOOKS && before <= enough) {
            LockSupport.parkNanos(PAUSE);
            long now = bytes();
            looks = now == before && areAtRest() ? looks + 1 : 0;
            before = now;
        }
    }

    private boolean areAtRest() {
        return threads.stream()
                .filter(thread -> !thread.equals(Thread.currentThread()))
                .allMatch(thread -> switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
                    case NEW, RUNNABLE -> false;
                });
    }
}
