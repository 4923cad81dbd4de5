package org.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 200 readers and 50 streams of events while backups run: some seconds, or ten minutes with `-Plong`.
class LoadTest {
    private static final int READERS = 200;
    private static final int STREAMS = 50;
    private static final int FILES = 150;
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofMinutes(10);

    /// What a run may leave behind at most, while the server remembers a hundred jobs with their logs.
    private static final long MOST_GROWTH = 48L << 20;

    /// Once it remembers as many as it ever will: less than a hundred bytes for each answer of five minutes.
    private static final long MOST_GROWTH_LATER = 16L << 20;

    private static final int MOST_REMEMBERED = 100;

    private static final List<String> PATHS = List.of(
            "/api/overview", "/api/sites/disk/backups?limit=20", "/api/jobs?limit=10", "/metrics", "/health", "/");

    private @TempDir Path dir;

    private void tree() throws IOException {
        Random random = new Random(20261128);
        byte[] content = new byte[1 << 14];
        Files.createDirectories(dir.resolve("blog"));
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            Files.write(dir.resolve("blog/file" + i), content);
        }
    }

    /// What Vert.x says when its event loop is blocked.
    private static final class BlockedLoops extends Handler {
        private final Queue<String> said = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                said.add(String.valueOf(record.getMessage()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void readersAndStreamsSeeNoErrorAndNothingGrows() throws Exception {
        tree();
        BlockedLoops blocked = new BlockedLoops();
        Logger vertx = Logger.getLogger("io.vertx");
        vertx.addHandler(blocked);
        requireHeard(blocked);
        boolean isLong = Boolean.getBoolean("long.tests");
        try (ServerLab lab = new ServerLab(dir, """
            sites:
              disk: { provider: filesystem, path: @/store, retention: { keepLatest: 5 } }
            apps:
              blog: { data: @/blog }
            serve: { port: 0 }
            """)) {
            lab.job("/api/backups", Map.of());
            run(lab, isLong ? LONG.dividedBy(2) : Duration.ofSeconds(1));
            if (isLong) {
                remember(lab);
            }
            Memory before = Memory.used();
            assertThat(before.buffers()).as("buffers that are counted").isPositive();
            long answers = run(lab, isLong ? LONG.dividedBy(2) : SHORT).get();
            Memory grown = Memory.used().minus(before);
            assertThat(answers).isGreaterThan(READERS);
            long most = isLong ? MOST_GROWTH_LATER : MOST_GROWTH;
            assertThat(grown.heap())
                    .as("bytes more on the heap after %s answers", answers)
                    .isLessThan(most);
            assertThat(grown.buffers())
                    .as("bytes more in buffers after %s answers", answers)
                    .isLessThan(most);
        } finally {
            vertx.removeHandler(blocked);
        }
        assertThat(blocked.said).isEmpty();
    }

    /// Until jobs push out others, however slow the machine is.
    private static void remember(ServerLab lab) throws Exception {
        for (int i = 0; i < MOST_REMEMBERED; i++) {
            assertThat(lab.job("/api/sites/disk/cleanup", Map.of())).containsEntry("state", "succeeded");
        }
        assertThat(ServerLab.object(lab.get("/api/jobs?limit=100")).get("jobs"))
                .asInstanceOf(LIST)
                .hasSize(MOST_REMEMBERED);
    }

    /// A loop that is blocked on purpose is told of, or the silence later would say nothing.
    private static void requireHeard(BlockedLoops blocked) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(10)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
        long deadline = System.nanoTime() + SHORT.toNanos() * 10;
        CountDownLatch over = new CountDownLatch(1);
        vertx.runOnContext(_ -> {
            while (blocked.said.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            over.countDown();
        });
        over.await();
        vertx.close().toCompletionStage().toCompletableFuture().get();
        assertThat(blocked.said).isNotEmpty();
        blocked.said.clear();
    }

    private AtomicLong run(ServerLab lab, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        AtomicLong answers = new AtomicLong();
        List<Future<?>> all = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.add(threads.submit(() -> {
                for (int i = 0; System.nanoTime() < end; i++) {
                    Files.writeString(dir.resolve("blog/changing"), "content " + i);
                    assertThat(lab.job("/api/backups", Map.of())).containsEntry("state", "succeeded");
                    assertThat(lab.job("/api/sites/disk/cleanup", Map.of())).containsEntry("state", "succeeded");
                }
                return true;
            }));
            for (int i = 0; i < READERS; i++) {
                int reader = i;
                all.add(threads.submit(() -> {
                    for (int n = reader; n == reader || System.nanoTime() < end; n++) {
                        String path = PATHS.get(n % PATHS.size());
                        HttpResponse<String> response =
                                client.send(lab.known(path).build(), HttpResponse.BodyHandlers.ofString());
                        assertThat(response.statusCode()).as(path).isEqualTo(200);
                        answers.incrementAndGet();
                    }
                    return true;
                }));
            }
            for (int i = 0; i < STREAMS; i++) {
                all.add(threads.submit(() -> {
                    do {
                        follow(lab, client);
                    } while (System.nanoTime() < end);
                    return true;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return answers;
    }

    /// Follows the newest job to its end.
    private static void follow(ServerLab lab, HttpClient client) throws Exception {
        Object jobs = ServerLab.object(lab.send(lab.known("/api/jobs?limit=1"))).get("jobs");
        String id = String.valueOf(jobs).replaceAll("(?s)^\\[\\{id=([^,]*),.*", "$1");
        HttpResponse<java.io.InputStream> response = client.send(
                lab.known("/api/jobs/" + id + "/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.startsWith("event: ") ? line : last;
            }
        }
        assertThat(last).isEqualTo("event: end");
    }

    /// What is in use.
    ///
    /// @param buffers outside of the heap, of network connections
    private record Memory(long heap, long buffers) {
        static Memory used() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Memory(runtime.totalMemory() - runtime.freeMemory(), PlatformDependent.usedDirectMemory());
        }

        Memory minus(Memory other) {
            return new Memory(heap - other.heap, buffers - other.buffers);
        }
    }
}
