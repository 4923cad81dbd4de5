package org.holdfast.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

    private @TempDir Path dir;

    private void log(LogFiles files, long daysAgo, int bytes) throws IOException {
        LogFiles.Created created = files.create(NOW.minus(Duration.ofDays(daysAgo)));
        created.channel().close();
        Files.write(created.file(), new byte[bytes]);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsOldGoesUnlessItIsAmongTheNewest() throws IOException {
        LogFiles files = new LogFiles(dir, 3, Duration.ofDays(90), 1000);
        for (long days : new long[] {400, 300, 200, 91}) {
            log(files, days, 1);
        }
        files.rotate(NOW);
        assertThat(names()).hasSize(3).doesNotContain("2025-10-16-030000-000.log");
        for (long days : new long[] {90, 50, 2, 1}) {
            log(files, days, 1);
        }
        files.rotate(NOW);
        assertThat(names())
                .containsExactly(
                        "2026-08-22-030000-000.log",
                        "2026-10-01-030000-000.log",
                        "2026-11-18-030000-000.log",
                        "2026-11-19-030000-000.log");
    }

    @Test
    void theOldestGoWhenAllAreTooMuch() throws IOException {
        LogFiles files = new LogFiles(dir, 3, Duration.ofDays(90), 1000);
        log(files, 3, 400);
        log(files, 2, 400);
        log(files, 1, 400);
        files.rotate(NOW);
        assertThat(names()).containsExactly("2026-11-18-030000-000.log", "2026-11-19-030000-000.log");
        log(files, 0, 5000);
        files.rotate(NOW);
        assertThat(names()).containsExactly("2026-11-20-030000-000.log");
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        LogFiles files = new LogFiles(dir, 0, Duration.ofDays(1), 0);
        log(files, 5, 1);
        log(files, 4, 1);
        for (String name : List.of("notes.log", "2020-01-01-030000-000.txt", "2020-99-99-030000-000.log")) {
            Files.writeString(dir.resolve(name), "mine");
        }
        files.rotate(NOW);
        assertThat(names()).containsExactly("2020-01-01-030000-000.txt", "2020-99-99-030000-000.log", "notes.log");
    }
}
