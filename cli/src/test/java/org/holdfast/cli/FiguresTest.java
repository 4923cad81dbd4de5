package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages say of performance is what was measured, so that new measurements reach them.
final class FiguresTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern MEASURED = Pattern.compile("(?s)\n## Measured\n(.*?)(?=\n## |$)");

    /// The cells of a row but the first, which names the workload.
    private static final Pattern CELLS = Pattern.compile("(?m)^\\| [^|]+(\\|.*[0-9].*\\|)$");

    private static final Pattern FIGURE = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

    @ParameterizedTest
    @ValueSource(strings = {"choosing-a-format.md", "comparison.md"})
    void areThoseOfThePageOfPerformance(String page) throws IOException {
        List<String> measured = figures(Files.readString(DOCS.resolve("performance.md")));

        List<String> shown = MEASURED.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .flatMap(section -> CELLS.matcher(section.group(1)).results())
                .flatMap(row -> figures(row.group(1)).stream())
                .toList();

        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(measured).containsAll(shown);
    }

    private static List<String> figures(String text) {
        return FIGURE.matcher(text).results().map(MatchResult::group).toList();
    }
}
