package org.holdfast.engine.hooks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A process and all that it started, to be ended together.
///
/// What left the family, because its parent ended before it, is not found.
final class ProcessFamily {
    private final Process process;
    private final Duration grace;

    /// @param grace how long they may take to end when asked to
    ProcessFamily(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
    }

    /// Asks all of them to end, and kills those that have not by the end of the grace, or when interrupted.
    void end() {
        List<ProcessHandle> asked = members();
        asked.forEach(ProcessHandle::destroy);
        try {
            awaitEnd(asked);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Stream.concat(asked.stream(), members().stream())
                .filter(ProcessHandle::isAlive)
                .forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> members() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private void awaitEnd(List<ProcessHandle> asked) throws InterruptedException {
        long deadline = System.nanoTime() + grace.toNanos();
        for (ProcessHandle member : asked) {
            try {
                member.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException _) {
                // It is looked at once more before it is killed.
            }
        }
    }
}
