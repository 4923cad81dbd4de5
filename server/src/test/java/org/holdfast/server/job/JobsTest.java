package org.holdfast.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.log.RunLog;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Event;
import org.holdfast.server.state.StateFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that go on until the test lets them.
class JobsTest {
    private @TempDir Path dir;
    private final Queue<String> begun = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Job> over = new LinkedBlockingQueue<>();

    private final JobObserver observer = new JobObserver() {
        @Override
        public void happened(Job job, String app, String site, Event event) {}

        @Override
        public void ended(Job job, RunReport.Result result) {}

        @Override
        public void changed(Job job) {
            if (job.state().isOver()) {
                over.add(job);
            }
        }
    };

    private Jobs jobs() {
        return new Jobs(InstantSource.system(), RunLog::none, new StateFile(dir.resolve("jobs.json")), observer);
    }

    private JobOrder order(String title, Set<String> sites, CountDownLatch until) {
        return order(JobKind.BACKUP, title, sites, until);
    }

    private JobOrder order(JobKind kind, String title, Set<String> sites, CountDownLatch until) {
        return new JobOrder(kind, title, sites, List.of(), _ -> {
            begun.add(title);
            try {
                until.await();
            } catch (InterruptedException e) {
                throw new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
            }
            return JobOrder.Result.of(title + " done", Map.of());
        });
    }

    private Job next() throws Exception {
        Job job = over.poll(30, TimeUnit.SECONDS);
        if (job == null) {
            throw new InterruptedIOException("nothing ended");
        }
        return job;
    }

    @Test
    void aSiteWorksOnOneAtATimeInTheirOrderAndOthersDoNotWait() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(0);
        try (Jobs jobs = jobs()) {
            jobs.submit(order("a", Set.of("disk"), first));
            jobs.submit(order("b", Set.of("disk", "cloud"), open));
            jobs.submit(order("c", Set.of("cloud"), open));
            jobs.submit(order("d", Set.of("tape"), open));
            assertThat(next().order().title()).isEqualTo("d");
            assertThat(begun).containsExactlyInAnyOrder("a", "d");
            assertThat(jobs.waiting()).isEqualTo(2);
            first.countDown();
            assertThat(List.of(next(), next(), next()))
                    .extracting(job -> job.order().title())
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void oneThatNobodyWantsEndsWhetherItRunsOrWaits() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Jobs jobs = jobs()) {
            Job runs = jobs.submit(order("runs", Set.of("disk"), never));
            Job waits = jobs.submit(order("waits", Set.of("disk"), never));
            assertThat(jobs.cancel(waits.id())).isTrue();
            assertThat(next().state()).isEqualTo(JobState.CANCELLED);
            assertThat(jobs.cancel(runs.id())).isTrue();
            assertThat(next().state()).isEqualTo(JobState.CANCELLED);
            assertThat(jobs.cancel(runs.id())).isFalse();
            assertThat(begun).doesNotContain("waits");
        }
    }

    @Test
    void closingInterruptsThemAndTheNextLifeKnowsOfThem() throws Exception {
        Jobs jobs = jobs();
        Job job = jobs.submit(order("a", Set.of("disk"), new CountDownLatch(1)));
        jobs.close();
        assertThat(job.state()).isEqualTo(JobState.INTERRUPTED);
        try (Jobs later = jobs()) {
            assertThat(later.all()).singleElement().satisfies(kept -> assertThat(kept)
                    .containsEntry("id", job.id())
                    .containsEntry("state", "interrupted"));
        }
    }

    @Test
    void whatNobodyForesawEndsOneJobAndNothingElse() throws Exception {
        try (Jobs jobs = jobs()) {
            jobs.submit(new JobOrder(JobKind.VERIFY, "bad", Set.of("disk"), List.of(), _ -> {
                throw new IllegalStateException("surprise");
            }));
            Job failed = next();
            assertThat(failed.state()).isEqualTo(JobState.FAILED);
            assertThat(failed.members().get("message")).asString().contains("internal error");
            jobs.submit(order("good", Set.of("disk"), new CountDownLatch(0)));
            assertThat(next().state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void whatCannotBeReadIsLaidAside() throws Exception {
        Path file = dir.resolve("jobs.json");
        Path aside = dir.resolve("jobs.json.unreadable");
        Files.writeString(file, "{\"jobs\": [cut off");
        runOne();
        assertThat(aside).hasContent("{\"jobs\": [cut off");
        Files.delete(file);
        Files.createDirectory(file);
        Files.delete(aside);
        runOne();
        assertThat(aside).isDirectory();
        assertThat(file).content().contains("succeeded");
    }

    private void runOne() throws Exception {
        try (Jobs jobs = jobs()) {
            assertThat(jobs.all()).isEmpty();
            jobs.submit(order("a", Set.of("disk"), new CountDownLatch(0)));
            assertThat(next().state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void oneRestoreRunsAtATimeSinceItsLinksCouldLeadAnotherAstray() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(0);
        try (Jobs jobs = jobs()) {
            jobs.submit(order(JobKind.RESTORE, "a", Set.of("disk"), first));
            jobs.submit(order(JobKind.CLONE, "b", Set.of("cloud"), open));
            jobs.submit(order(JobKind.IMPORT, "c", Set.of("tape"), open));
            jobs.submit(order(JobKind.VERIFY, "d", Set.of("usb"), open));
            assertThat(next().order().title()).isEqualTo("d");
            assertThat(begun).containsExactlyInAnyOrder("a", "d");
            first.countDown();
            assertThat(List.of(next(), next(), next()))
                    .extracting(job -> job.order().title())
                    .containsExactly("a", "b", "c");
        }
    }
}
