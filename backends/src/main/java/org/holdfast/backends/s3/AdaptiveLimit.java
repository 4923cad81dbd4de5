package org.holdfast.backends.s3;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import org.holdfast.backends.Interruption;

/// Bounds how many requests are in flight: half as many as there were once the service is too busy, one more after each
/// round of successes, until all are allowed again. First come, first served. Thread-safe.
final class AdaptiveLimit {
    private final int maximum;
    private final Permits permits;
    private int limit;
    private int successes;

    /// Requests in flight, and the most there were since the last decrease: a limit that nobody comes near to would
    /// have to be halved many times before anything slows down.
    private int inFlight;

    private int peak;

    /// The number of decreases so far. A burst of refusals comes from requests that were all sent under one limit,
    /// and must lower it once: those sent before a decrease say nothing about the limit after it.
    private long generation;

    /// @param maximum how many to begin with, at least 1
    AdaptiveLimit(int maximum) {
        this.maximum = maximum;
        this.limit = maximum;
        this.permits = new Permits(maximum);
    }

    /// Waits until one more request may be sent. The pass must be closed once it was answered.
    ///
    /// @throws InterruptedIOException if the thread is interrupted, or was
    Pass enter() throws InterruptedIOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        synchronized (this) {
            peak = Math.max(peak, ++inFlight);
            return new Pass(generation);
        }
    }

    /// How many may be in flight now, at least 1.
    synchronized int current() {
        return limit;
    }

    private synchronized void raise(long sentUnder) {
        if (sentUnder != generation || limit == maximum) {
            return;
        }
        successes++;
        if (successes >= limit) {
            successes = 0;
            limit++;
            permits.release();
        }
    }

    private synchronized void ended() {
        inFlight--;
    }

    private synchronized void lower(long sentUnder) {
        if (sentUnder != generation) {
            return;
        }
        generation++;
        successes = 0;
        int lower = Math.max(1, Math.min(limit, peak) / 2);
        peak = inFlight;
        permits.reduce(limit - lower);
        limit = lower;
    }

    /// The right to have one request in flight. Confined to one thread.
    final class Pass implements AutoCloseable {
        private final long sentUnder;

        private Pass(long sentUnder) {
            this.sentUnder = sentUnder;
        }

        void succeeded() {
            raise(sentUnder);
        }

        void throttled() {
            lower(sentUnder);
        }

        @Override
        public void close() {
            ended();
            permits.release();
        }
    }

    private static final class Permits extends Semaphore {
        Permits(int permits) {
            super(permits, true);
        }

        /// Takes permits away, also those that are in use.
        void reduce(int count) {
            reducePermits(count);
        }
    }
}
