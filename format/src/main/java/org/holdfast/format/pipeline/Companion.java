package org.holdfast.format.pipeline;

/// The thread that does one stream's other half.
final class Companion {
    private final Thread thread;

    Companion(String name, Runnable work) {
        thread = Thread.ofPlatform().daemon().name(name).start(work);
    }

    /// Waits for its end, which it has been told of already. It is interrupted only if this thread is: then both stop
    /// for the same reason.
    void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
