package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemWordsTest {
    @ParameterizedTest
    @EnumSource
    void thePageForPeopleExplainsEach(Problem problem) throws IOException {
        assertThat(Files.readString(Path.of("../docs/troubleshooting.md")))
                .contains("\n| `" + problem.words() + "` | ");
    }
}
