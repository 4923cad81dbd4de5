package org.holdfast.servers.faults;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A count that one can wait for. Thread-safe.
final class Tally {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long count;

    /// The count with this one.
    long add() {
        lock.lock();
        try {
            grown.signalAll();
            return ++count;
        } finally {
            lock.unlock();
        }
    }

    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// @throws IllegalStateException if the count stays below within the limit
    void await(long wanted, Duration limit, Object what) {
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (count < wanted) {
                if (nanos <= 0) {
                    throw new IllegalStateException(what + ": " + count + " instead of " + wanted);
                }
                nanos = grown.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
