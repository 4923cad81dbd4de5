package org.holdfast.format.gzip;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Threads that work on jobs, which come back in the order in which they went; the thread that hands them out works,
/// too, rather than wait. For one thread, which also must close it.
///
/// @param <T> a tool that each thread has for itself
/// @param <J> a job done with it
final class Crew<T, J extends Job<T>> implements AutoCloseable {
    private final Supplier<T> tools;
    private final Consumer<T> end;
    private final T own;
    private final List<Thread> workers = new ArrayList<>();
    private final BlockingQueue<J> waiting = new LinkedBlockingQueue<>();
    private final Queue<J> inOrder = new ArrayDeque<>();

    /// @param end frees a tool
    /// @param threads how many processors to use, the calling thread's included; 1 starts no thread
    Crew(Supplier<T> tools, Consumer<T> end, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.tools = tools;
        this.end = end;
        own = tools.get();
        try {
            for (int i = 1; i < threads; i++) {
                workers.add(Thread.ofPlatform().daemon().name("gzip-" + i).start(this::work));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// How many jobs there should be, so that one is filled while others are worked on, and with several threads none
    /// waits for the one that hands out.
    static int jobs(int threads) {
        return threads == 1 ? 2 : 2 * threads + 2;
    }

    /// Until interrupted.
    private void work() {
        T tool = tools.get();
        try {
            while (true) {
                waiting.take().perform(tool);
            }
        } catch (InterruptedException _) {
            // That is how close() ends it.
        } finally {
            end.accept(tool);
        }
    }

    void submit(J job) {
        inOrder.add(job);
        waiting.add(job);
    }

    /// Whether all that was handed out has come back.
    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /// Takes back the oldest job, once it is done.
    ///
    /// @throws InterruptedIOException if the thread is interrupted, which it stays
    J oldest() throws InterruptedIOException {
        J oldest = inOrder.remove();
        try {
            while (!oldest.isDone()) {
                J next = waiting.poll();
                if (next == null) {
                    oldest.awaitDone();
                    break;
                }
                next.perform(own);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while compressing or decompressing");
        }
        return oldest;
    }

    /// Drops what nobody works on yet.
    @Override
    public void close() {
        waiting.clear();
        workers.forEach(Thread::interrupt);
        end.accept(own);
    }
}
