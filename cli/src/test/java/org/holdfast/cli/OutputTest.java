package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    /// Standard output and standard error of a process whose user sees both in one place.
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    private final Output output = new Output(seen, false, seen, false);

    private String seen() {
        return seen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineOfTheResultIsSentAtOnce() {
        output.result("one");
        assertThat(seen()).isEqualTo("one\n");
    }

    @Test
    void rowsAreSentTogether() {
        output.row("one");
        output.row("two");
        assertThat(seen()).isEmpty();
        assertThat(output.flush()).isEmpty();
        assertThat(seen()).isEqualTo("one\ntwo\n");
    }

    @Test
    void whatIsToldComesAfterWhatWasFoundBefore() {
        output.row("one");
        output.tell("beside it");
        output.row("two");
        output.tellAll("more\nbeside it\n");
        output.row("three");
        output.result("four");
        assertThat(seen()).isEqualTo("one\nbeside it\ntwo\nmore\nbeside it\nthree\nfour\n");
    }
}
