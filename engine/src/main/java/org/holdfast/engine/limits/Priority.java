package org.holdfast.engine.limits;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How much of the machine this process gets beside others. Linux counts each thread for itself and gives a new one
/// what its maker has, so all that there are are set. Programs that are started later, such as hooks, inherit it.
public final class Priority {
    /// What the configuration's `nice` is unless it says something else.
    public static final int USUAL_NICE = 15;

    private static final Path TASKS = Path.of("/proc/self/task");

    /// Threads that come into being meanwhile are seen in the next round; they have what their maker had then.
    private static final int ROUNDS = 5;

    /// The threads that there are may change their minds; error numbers of errno.h.
    private static final int ESRCH = 3;

    private Priority() {}

    /// The two calls to the kernel; 0, or the number of an error.
    interface Calls {
        int nice(int thread, int nice);

        int idleDisk(int thread);

        /// The nice value that a thread has; 0 if it cannot be told.
        int niceOf(int thread);
    }

    /// Makes this process wait for others: `nice` for the processor, and the disk only when nobody else wants it. Never
    /// makes it more important than it is. There is no way back without being root.
    ///
    /// @param nice 0 to 19; 0 leaves the process as it is, disk included
    /// @return what was refused, one line each, for a notice: no reason not to run
    public static List<String> lower(int nice) {
        if (nice < 0 || nice > 19) {
            throw new IllegalArgumentException("nice is 0 to 19, not " + nice);
        }
        if (nice == 0) {
            return List.of();
        }
        Optional<Calls> calls = PriorityCalls.load();
        return calls.isEmpty()
                ? List.of("the run keeps its usual priority: this system has no way to lower it that is known here")
                : lower(nice, calls.get());
    }

    static List<String> lower(int nice, Calls calls) {
        Set<String> refusals = new LinkedHashSet<>();
        Set<Integer> done = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            Set<Integer> threads;
            try {
                threads = threads();
            } catch (IOException | NumberFormatException e) {
                return List.of("the run keeps its usual priority: cannot see its threads (" + e + ")");
            }
            if (done.containsAll(threads)) {
                break;
            }
            threads.removeAll(done);
            for (int thread : threads) {
                lower(thread, nice, calls, refusals);
            }
            done.addAll(threads);
        }
        return List.copyOf(refusals);
    }

    private static void lower(int thread, int nice, Calls calls, Set<String> refusals) {
        if (calls.niceOf(thread) < nice) {
            int error = calls.nice(thread, nice);
            if (error != 0 && error != ESRCH) {
                refusals.add("the run keeps its usual share of the processor: the system refused nice " + nice
                        + " (error " + error + ")");
            }
        }
        int error = calls.idleDisk(thread);
        if (error != 0 && error != ESRCH) {
            refusals.add(
                    "the run keeps its usual share of the disk: the system refused idle I/O (error " + error + ")");
        }
    }

    private static Set<Integer> threads() throws IOException {
        Set<Integer> threads = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            tasks.forEach(task -> threads.add(Integer.parseInt(String.valueOf(task.getFileName()))));
        }
        return threads;
    }
}
