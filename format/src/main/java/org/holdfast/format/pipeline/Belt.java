package org.holdfast.format.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.holdfast.backends.Interruption;
import org.jspecify.annotations.Nullable;

/// Carries blocks, in order and never more than it began with, from one thread that fills them to one that empties
/// them. Each of the two may leave, for a reason or without one; the other finds out at its next block. Nobody is
/// interrupted for that: an interrupt would look like a failure of the stream that thread is at work on.
///
/// @param <B> such a block; empty when it comes here, and when it is given back
final class Belt<B> {
    private final Queue<B> empty = new ArrayDeque<>();
    private final Queue<B> full = new ArrayDeque<>();
    private final int blocks;
    private boolean ended;
    private boolean left;
    private @Nullable Throwable failure;

    Belt(int blocks, Supplier<B> block) {
        this.blocks = blocks;
        for (int i = 0; i < blocks; i++) {
            empty.add(block.get());
        }
    }

    /// For the filling side: waits for a block to fill; `null` once the other side has left.
    synchronized @Nullable B toFill() throws InterruptedIOException {
        await(() -> !empty.isEmpty() || left);
        return left ? null : empty.remove();
    }

    synchronized void filled(B block) {
        full.add(block);
        notifyAll();
    }

    /// The filling side leaves: there are no more blocks, because of `why` if there is a reason.
    synchronized void end(@Nullable Throwable why) {
        ended = true;
        failure = failure == null ? why : failure;
        notifyAll();
    }

    /// For the emptying side: waits for a block that was filled; `null` after the last.
    synchronized @Nullable B toEmpty() throws InterruptedIOException {
        await(() -> !full.isEmpty() || ended);
        return full.poll();
    }

    synchronized void emptied(B block) {
        empty.add(block);
        notifyAll();
    }

    /// The emptying side leaves, because of `why` if there is a reason.
    synchronized void leave(@Nullable Throwable why) {
        left = true;
        failure = failure == null ? why : failure;
        notifyAll();
    }

    /// For the filling side: waits until all that was filled is emptied, or the other side has left.
    synchronized void awaitEmptied() throws InterruptedIOException {
        await(() -> empty.size() == blocks || left);
    }

    /// The filling side gives up: what was filled and not yet taken is dropped.
    synchronized void abandon() {
        full.clear();
        end(null);
    }

    /// Throws what one of the sides left for; does nothing if there is no reason.
    synchronized void throwFailure() throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    private synchronized void await(BooleanSupplier condition) throws InterruptedIOException {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }
}
