package org.holdfast.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.format.Event;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
    private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(START);

    private @TempDir Path dir;

    private List<String> lines(RunLog log) throws IOException {
        return Files.readAllLines(log.file().orElseThrow());
    }

    private RunLog open(LogFormat format) {
        return RunLog.open(dir.resolve("state/logs"), format, CLOCK);
    }

    @Test
    void aLineSaysWhenHowBadAndWhereFrom() throws IOException {
        try (RunLog log = open(LogFormat.TEXT)) {
            log.scope().info("2 apps on 1 site");
            LogScope scope = log.scope("blog", "wasabi");
            scope.output("hook before", "dumped \u001b[31m\r\n2026-11-20T03:00:00.000Z ERROR forged");
            scope.on(new Event.Started(Event.Phase.UPLOAD, 2, 300));
            scope.on(new Event.Moved(300));
            scope.on(new Event.Finished(Event.Phase.UPLOAD, BytePath.parse("data/file")));
            scope.on(
                    new Event.Skipped(new Skip(BytePath.parse("data/x"), Skip.Reason.UNREADABLE, "permission denied")));
            scope.on(new Event.Retried("put", "a/b", 1, Duration.ofMillis(1500), "connection reset"));
            scope.error("the store cannot be reached", "look at the network");
            // What is written so far must survive a kill.
            assertThat(lines(log))
                    .containsExactly(
                            "2026-11-20T03:00:00.000Z INFO    - -: 2 apps on 1 site",
                            "2026-11-20T03:00:00.000Z INFO    blog wasabi: hook before: dumped \\x1b[31m\\x0d\\x0a"
                                    + "2026-11-20T03:00:00.000Z ERROR forged",
                            "2026-11-20T03:00:00.000Z INFO    blog wasabi: uploading: 2 files, 300 bytes",
                            "2026-11-20T03:00:00.000Z WARNING blog wasabi: data/x is not in the backup: permission"
                                    + " denied",
                            "2026-11-20T03:00:00.000Z WARNING blog wasabi: put of a/b failed (connection reset);"
                                    + " attempt 2 in 1500 ms",
                            "2026-11-20T03:00:00.000Z ERROR   blog wasabi: the store cannot be reached; look at the"
                                    + " network");
            assertThat(log.problem()).isEmpty();
            assertThat(log.file()).contains(dir.resolve("state/logs/2026-11-20-030000-000.log"));
        }
        assertThat(mode(dir.resolve("state/logs"))).isEqualTo("rwx------");
        assertThat(mode(dir.resolve("state/logs/2026-11-20-030000-000.log"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void jsonHasOneObjectALine() throws IOException {
        try (RunLog log = open(LogFormat.JSON)) {
            log.scope("blog", "").warning("\"größer\"\n\udc80");
            log.scope().info("");
            assertThat(lines(log))
                    .containsExactly(
                            "{\"time\":\"2026-11-20T03:00:00.000Z\",\"level\":\"warning\",\"app\":\"blog\","
                                    + "\"message\":\"\\\"größer\\\"\\\\x0a\\\\x80\"}",
                            "{\"time\":\"2026-11-20T03:00:00.000Z\",\"level\":\"info\",\"message\":\"\"}");
        }
    }

    @Test
    void secretsStayOut() throws IOException {
        List<String> some = List.of("hunter2", "p@ss w/rd");
        List<String> others = List.of("hunter2-and-more", "two\nlines", "abc");
        for (LogFormat format : LogFormat.values()) {
            try (RunLog log = open(format)) {
                log.hide(some);
                log.hide(others);
                log.scope("blog", "").output("hook before", "PGPASSWORD=hunter2-and-more, hunter2; abc");
                log.scope().error("cannot post to https://host/?key=p%40ss+w%2Frd", "p@ss w/rd");
                log.scope().on(new Event.Noticed("lines of it"));
                assertThat(String.join("\n", lines(log)))
                        .contains("PGPASSWORD=***, ***; abc", "key=***; ***", "*** of it")
                        .doesNotContain("hunter2", "and-more", "p@ss", "p%40ss", "lines");
            }
        }
        assertThat(Redaction.of(some).toString()).doesNotContain("hunter2");
    }

    @Test
    void runsOfTheSameMomentHaveTheirOwnLogs() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RunLog log = open(LogFormat.TEXT);
            files.add(log.file().orElseThrow().getFileName());
            log.close();
        }
        assertThat(files)
                .containsExactly(
                        Path.of("2026-11-20-030000-000.log"),
                        Path.of("2026-11-20-030000-000-2.log"),
                        Path.of("2026-11-20-030000-000-3.log"));
    }

    @Test
    void aFloodEndsButNotItsErrors() throws IOException {
        RunLog log = RunLog.open(LogFiles.usual(dir), LogFormat.TEXT, CLOCK, 2000);
        for (int i = 0; i < 100; i++) {
            log.scope().warning("line " + i);
        }
        log.scope().error("the last word");
        log.close();
        List<String> lines = lines(log);
        assertThat(lines).hasSizeLessThan(60);
        assertThat(lines.get(lines.size() - 2)).endsWith("the last word");
        assertThat(lines.getLast()).contains((100 - (lines.size() - 2)) + " more lines are left out");
    }

    @Test
    void anInterruptedRunLogsItsEndAndStaysInterrupted() throws IOException {
        try (RunLog log = open(LogFormat.TEXT)) {
            Thread.currentThread().interrupt();
            log.scope().error("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            log.scope().info("and on");
            assertThat(lines(log)).hasSize(2);
        }
    }

    @Test
    void aLogThatCannotBeWrittenIsToldAndStopsNothing() throws IOException {
        Files.writeString(dir.resolve("state"), "in the way");
        try (RunLog log = open(LogFormat.TEXT)) {
            log.scope().error("nobody reads this");
            assertThat(log.file()).isEmpty();
            assertThat(log.problem()).hasValueSatisfying(problem -> assertThat(problem)
                    .startsWith("there is no log of this run: cannot write to"));
        }
    }

    @Test
    void nothingIsWrittenThroughALinkOfSomebodyElse() throws IOException {
        Path logs = Files.createDirectories(dir.resolve("state/logs"));
        Path theirs = Files.writeString(dir.resolve("theirs"), "untouched");
        Files.createSymbolicLink(logs.resolve("2026-11-20-030000-000.log"), theirs);
        try (RunLog log = open(LogFormat.TEXT)) {
            log.scope().info("mine");
            assertThat(log.file()).contains(logs.resolve("2026-11-20-030000-000-2.log"));
        }
        assertThat(theirs).hasContent("untouched");
    }
}
