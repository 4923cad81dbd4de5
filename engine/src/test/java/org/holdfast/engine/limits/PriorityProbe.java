package org.holdfast.engine.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A process of its own that lowers its priority and tells what every one of its threads has: refusals, then a line
/// `NICE IO` for each thread, then the same of a program that it starts. Started by [PriorityTest].
final class PriorityProbe {
    private PriorityProbe() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> before = threads(end);
        Priority.lower(Integer.parseInt(args[0])).forEach(refusal -> System.out.println("refused: " + refusal));
        List<Thread> after = threads(end);
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                tell(task);
            }
        }
        new ProcessBuilder("sh", "-c", "echo child $(nice) $(ionice)")
                .inheritIO()
                .start()
                .waitFor();
        end.countDown();
        for (Thread thread : before) {
            thread.join();
        }
        for (Thread thread : after) {
            thread.join();
        }
    }

    /// One of each kind.
    private static List<Thread> threads(CountDownLatch end) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(2);
        Runnable wait = () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        };
        List<Thread> threads =
                List.of(Thread.ofPlatform().start(wait), Thread.ofVirtual().start(wait));
        running.await();
        return threads;
    }

    private static void tell(Path task) throws IOException, InterruptedException {
        String stat = Files.readString(task.resolve("stat"));
        // The name of the thread, in parentheses, may hold spaces; nice is field 19.
        String nice = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
        Process ionice = new ProcessBuilder("ionice", "-p", task.getFileName().toString()).start();
        String io = new String(ionice.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        ionice.waitFor();
        System.out.println("thread " + nice + " " + io.strip());
    }
}
