package org.holdfast.crypto;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// Ciphers and MACs that have their keys, to be used again: to look for them and to set up their keys takes longer than
/// to seal a name or a small file. Keeps as many as were in use at once. Thread-safe.
final class Spare<T> {
    private final Queue<T> idle = new ConcurrentLinkedQueue<>();
    private final Supplier<T> maker;

    Spare(Supplier<T> maker) {
        this.maker = maker;
    }

    T take() {
        T spare = idle.poll();
        return spare == null ? maker.get() : spare;
    }

    /// Only what is as new: what a failure stopped midway is left to the collector.
    void giveBack(T used) {
        idle.add(used);
    }
}
