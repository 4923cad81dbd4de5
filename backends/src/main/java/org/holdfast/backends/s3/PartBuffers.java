package org.holdfast.backends.s3;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.holdfast.backends.Interruption;

/// The memory for everything that is on its way to the service: arrays that together never take more than a budget.
/// Whoever asks first is served first, and waits until there is room. Thread-safe.
///
/// There is no deadlock as long as nobody waits for a buffer who holds one, and whoever holds one gives it back without
/// waiting for another's.
final class PartBuffers {
    /// What is reserved is counted in these, since a semaphore counts no further than an `int`.
    private static final long UNIT = 1024;

    /// Large arrays are kept for the next who asks: making one means to clear it, and in a small heap to collect.
    private static final int KEPT_FROM = 1024 * 1024;

    private final long budget;
    private final LongConsumer gauge;
    private final Semaphore units;

    /// Guarded by itself, as are the two sums.
    private final Deque<byte[]> idle = new ArrayDeque<>();

    private long idleBytes;
    private long heldBytes;

    /// @param budget bytes
    PartBuffers(long budget) {
        this(budget, _ -> {});
    }

    /// @param gauge hears of the bytes of all arrays that are held or kept, after each change
    PartBuffers(long budget, LongConsumer gauge) {
        this.budget = budget;
        this.gauge = gauge;
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, budget / UNIT), true);
    }

    /// Three eighths of the heap, unless told otherwise: with the launcher's 128 MiB, nine parts of 5 MiB. Another
    /// quarter or so goes to what compresses, encrypts and sends, and a collector needs room for the rest.
    static long defaultBudget() {
        return Runtime.getRuntime().maxMemory() / 8 * 3;
    }

    long budget() {
        return budget;
    }

    /// Waits for room and returns a buffer of `size` bytes, to be closed.
    ///
    /// @param size at most the budget
    Buffer take(int size) throws InterruptedIOException {
        int reserved = units(size);
        if (size > budget) {
            throw new IllegalArgumentException(size + " bytes do not fit into " + budget);
        }
        try {
            units.acquire(reserved);
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        return taken(size, reserved);
    }

    /// The same without waiting: empty if there is no room.
    Optional<Buffer> takeNow(int size) {
        int reserved = units(size);
        return size <= budget && units.tryAcquire(reserved) ? Optional.of(taken(size, reserved)) : Optional.empty();
    }

    private Buffer taken(int size, int reserved) {
        boolean taken = false;
        try {
            Buffer buffer = new Buffer(array(size), reserved);
            taken = true;
            return buffer;
        } finally {
            if (!taken) {
                units.release(reserved);
            }
        }
    }

    /// Budgets are whole units; a size that only rounding makes too large still fits.
    private int units(int size) {
        return (int) Math.min((size + UNIT - 1) / UNIT, budget / UNIT);
    }

    private byte[] array(int size) {
        synchronized (idle) {
            for (Iterator<byte[]> kept = idle.iterator(); kept.hasNext(); ) {
                byte[] array = kept.next();
                if (array.length == size) {
                    kept.remove();
                    idleBytes -= size;
                    heldBytes += size;
                    return array;
                }
            }
            while (!idle.isEmpty() && heldBytes + idleBytes + size > budget) {
                idleBytes -= idle.removeFirst().length;
            }
            byte[] array = new byte[size];
            heldBytes += size;
            gauge.accept(heldBytes + idleBytes);
            return array;
        }
    }

    private void give(byte[] array, int reserved) {
        synchronized (idle) {
            heldBytes -= array.length;
            if (array.length >= KEPT_FROM) {
                idle.addLast(array);
                idleBytes += array.length;
            }
            gauge.accept(heldBytes + idleBytes);
        }
        units.release(reserved);
    }

    /// A piece of the budget. Used by one thread at a time.
    final class Buffer implements AutoCloseable {
        private final byte[] bytes;
        private final int reserved;
        private final AtomicBoolean closed = new AtomicBoolean();
        private int length;

        private Buffer(byte[] bytes, int reserved) {
            this.bytes = bytes;
            this.reserved = reserved;
        }

        /// Takes as many of the bytes as there is room for, and says how many.
        int append(byte[] from, int offset, int count) {
            int taken = Math.min(count, bytes.length - length);
            System.arraycopy(from, offset, bytes, length, taken);
            length += taken;
            return taken;
        }

        /// The array itself, of which the first [#length()] bytes count.
        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        int capacity() {
            return bytes.length;
        }

        /// Gives it back; once.
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                give(bytes, reserved);
            }
        }
    }
}
