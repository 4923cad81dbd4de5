package org.holdfast.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "run this as root, or say --ignore-owners | run this as root, or say \"ignoreOwners\"",
                "say what to do with --overwrite never or always | say what to do with \"overwrite\" never or always",
                "it needs --directory NAME=DIR, --dump-dir or --raw | it needs \"directories\", \"dumps\" or \"raw\"",
                "read it: holdfast backup verify --repair | read it: holdfast backup verify --repair",
                "restore with --path-like --accept-damaged | restore with --path-like \"acceptDamaged\""
            })
    void areInTheWordsOfTheServer(String engine, String server) {
        assertThat(Hints.here(engine)).isEqualTo(server);
    }
}
