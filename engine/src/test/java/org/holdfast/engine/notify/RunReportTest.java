package org.holdfast.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.engine.notify.RunReport.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunReportTest {
    /// A result for each word: the outcome and the exit code.
    private static RunReport report(String words) {
        Stream<String> all = words.equals("-") ? Stream.of() : Arrays.stream(words.split(" ", -1));
        return Reports.of(all.map(RunReportTest::result).toArray(Result[]::new));
    }

    private static Result result(String word) {
        return switch (word.charAt(0)) {
            case 'o' -> Reports.ok("blog", "disk");
            case 's' -> Result.skipped("blog", "disk", "not automatic");
            case 'i' -> Result.incomplete("blog", "disk", "id", "one file", 1, 1, 3);
            case 'l' -> Result.locked("blog", "disk", "locked", "", 11);
            default -> Result.failed("blog", "disk", "failed", "", Integer.parseInt(word.substring(1)));
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-             | OK         | 0  | there was nothing to back up",
                "s             | OK         | 0  | there was nothing to back up",
                "o             | OK         | 0  | 1 backup made",
                "o s o         | OK         | 0  | 2 backups made",
                "o i           | INCOMPLETE | 3  | 1 of 2 backups is incomplete",
                "i i s         | INCOMPLETE | 3  | 2 of 2 backups are incomplete",
                "o i l         | LOCKED     | 11 | 1 of 3 backups was locked, 1 is incomplete",
                "o f13 l       | FAILED     | 13 | 1 of 3 backups failed, 1 was locked",
                "f13 f13       | FAILED     | 13 | 2 of 2 backups failed",
                "f13 f12 o i l | FAILED     | 1  | 2 of 5 backups failed, 1 was locked, 1 is incomplete",
            })
    void theWorstCounts(String words, Outcome outcome, int exitCode, String summary) {
        RunReport report = report(words);
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.exitCode()).isEqualTo(exitCode);
        assertThat(report.summary()).isEqualTo(summary);
    }

    @Test
    void troubleIsAFailureOfTheWhole() {
        RunReport report = new RunReport(
                "server1",
                Reports.START,
                Reports.START,
                List.of(Reports.ok("blog", "disk")),
                List.of(),
                Optional.of(new RunReport.Trouble("the run took too long", "", 1)));
        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.summary()).isEqualTo("the run took too long");
    }
}
