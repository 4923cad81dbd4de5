package org.holdfast.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifierTest {
    private @TempDir Path dir;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private Path history() {
        return dir.resolve("state/failures.json");
    }

    private static NotifyTarget target(String host, Set<Occasion> occasions) {
        return NotifyTarget.Webhook.of("https://" + host + "/s3cret", occasions);
    }

    private Notifier notifier(Map<NotifyTarget, Delivery> deliveries) {
        return new Notifier(deliveries, new FailureHistory(history()), Duration.ofSeconds(20));
    }

    /// Of somebody who wants to know everything.
    private Notifier recorded() {
        return notifier(Map.of(target("all", EnumSet.allOf(Occasion.class)), recording("")));
    }

    private Delivery recording(String prefix) {
        return (notice, occasion) -> told.add(prefix + occasion + ": " + notice.headline(occasion));
    }

    @Test
    void recoveryIsTheFirstSuccessOfTheSameAppAndSite() throws IOException {
        assertThat(recorded().tell(Reports.of(Reports.failed("blog", "wasabi"), Reports.ok("blog", "disk"))))
                .isEmpty();
        recorded().tell(Reports.of(Reports.failed("blog", "wasabi")));
        recorded().tell(Reports.of(Reports.ok("wiki", "wasabi"), Reports.ok("blog", "disk")));
        recorded().tell(Reports.of(RunReport.Result.skipped("blog", "wasabi", "not today")));
        recorded().tell(Reports.of(RunReport.Result.incomplete("blog", "wasabi", "id", "one file", 1, 1, 3)));
        recorded().tell(Reports.of(Reports.ok("blog", "wasabi")));
        recorded().tell(Reports.of(Reports.ok("blog", "wasabi")));
        assertThat(told)
                .containsExactly(
                        "FAILURE: 1 of 2 backups failed",
                        "FAILURE: 1 of 1 backup failed",
                        "SUCCESS: 2 backups made",
                        "FAILURE: 1 of 1 backup is incomplete",
                        "RECOVERY: backups work again: 1 backup made",
                        "SUCCESS: 1 backup made");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history())))
                .isEqualTo("rw-------");
    }

    @Test
    void aRecoveryTellsSinceWhenItFailed() {
        List<String> bodies = new ArrayList<>();
        Notifier notifier = notifier(Map.of(
                target("all", EnumSet.allOf(Occasion.class)),
                (notice, occasion) -> bodies.add(MailText.body(notice, occasion))));
        notifier.tell(Reports.of(Reports.failed("blog", "wasabi")));
        notifier.tell(Reports.of(Reports.failed("blog", "wasabi")));
        notifier.tell(Reports.of(Reports.ok("blog", "wasabi")));
        assertThat(bodies.getLast()).contains("works again; it failed since 2026-11-20T03:00:00Z, 2 runs");
    }

    @Test
    void everybodyHearsWhatTheyAskedFor() {
        Map<NotifyTarget, Delivery> deliveries = new LinkedHashMap<>();
        deliveries.put(target("usual", NotifyTarget.USUAL), recording("usual "));
        deliveries.put(target("recovery", EnumSet.of(Occasion.RECOVERY)), recording("recovery "));
        deliveries.put(target("success", EnumSet.of(Occasion.SUCCESS)), recording("success "));
        Notifier notifier = notifier(deliveries);
        notifier.tell(Reports.of(Reports.failed("blog", "wasabi"), Reports.failed("wiki", "wasabi")));
        assertThat(told).containsExactly("usual FAILURE: 2 of 2 backups failed");
        told.clear();
        notifier.tell(Reports.of(Reports.ok("blog", "wasabi"), Reports.failed("wiki", "wasabi")));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "usual FAILURE: 1 of 2 backups failed",
                        "recovery RECOVERY: backups work again: 1 of 2 backups failed");
        told.clear();
        notifier.tell(Reports.of(Reports.ok("blog", "wasabi")));
        assertThat(told).containsExactly("success SUCCESS: 1 backup made");
        told.clear();
        notifier.tell(Reports.of());
        assertThat(told).isEmpty();
    }

    @Test
    void oneWhoCannotBeToldKeepsNobodyElseFromIt() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NotifyTarget.Email nobody = new NotifyTarget.Email(
                    List.of("admin@example.org"),
                    "backup@example.org",
                    new SmtpServer(false, "127.0.0.1", silent.getLocalPort(), Optional.empty()),
                    NotifyTarget.USUAL);
            Map<NotifyTarget, Delivery> deliveries = new LinkedHashMap<>();
            deliveries.put(nobody, new MailDelivery(nobody));
            deliveries.put(target("broken", NotifyTarget.USUAL), (_, _) -> {
                throw new IOException("it is broken");
            });
            deliveries.put(target("wrong", NotifyTarget.USUAL), (_, _) -> {
                throw new IllegalStateException("https://wrong/s3cret");
            });
            deliveries.put(target("good", NotifyTarget.USUAL), recording(""));
            List<String> warnings = new Notifier(deliveries, new FailureHistory(history()), Duration.ofMillis(500))
                    .tell(Reports.of(Reports.failed("blog", "wasabi")));
            assertThat(told).hasSize(1);
            assertThat(warnings)
                    .containsExactly(
                            "could not notify admin@example.org by smtp://127.0.0.1:" + silent.getLocalPort()
                                    + ": no end after 0 s",
                            "could not notify broken: it is broken",
                            "could not notify wrong: internal error: IllegalStateException");
        }
    }

    @Test
    void aHistoryThatIsNoneIsBegunAnew() throws IOException {
        Files.createDirectories(dir.resolve("state"));
        Files.writeString(history(), "{\"failing\": [null, {\"app\": 3}");
        assertThat(recorded().tell(Reports.of(Reports.failed("blog", "wasabi"))))
                .isEmpty();
        Files.writeString(history(), Files.readString(history()).replace("{\"schema\":1", "{\"schema\":7,\"more\":1"));
        assertThat(recorded().tell(Reports.of(Reports.ok("blog", "wasabi")))).isEmpty();
        assertThat(told).last().asString().startsWith("RECOVERY");
    }

    @Test
    void aHistoryThatCannotBeWrittenIsToldAndStopsNothing() throws IOException {
        Files.writeString(dir.resolve("state"), "in the way");
        List<String> warnings = recorded().tell(Reports.of(Reports.failed("blog", "wasabi")));
        assertThat(told).hasSize(1);
        assertThat(warnings).singleElement().asString().startsWith("cannot remember which backups fail");
    }

    @Test
    void anInterruptEndsTheWait() {
        Notifier notifier = notifier(Map.of(target("slow", NotifyTarget.USUAL), (_, _) -> Thread.sleep(60_000)));
        Thread.currentThread().interrupt();
        assertThat(notifier.tell(Reports.of(Reports.failed("blog", "wasabi"))))
                .containsExactly("interrupted before everybody was notified");
        assertThat(Thread.interrupted()).isTrue();
    }
}
