package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.holdfast.testkit.JsonSchemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What sessions print is held against the schemas in earnest.
class JsonContractTest {
    private final JsonSchemas schemas = new JsonSchemas(Path.of("../spec/json"));

    JsonContractTest() throws IOException {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version | {\"version\": \"1\", \"java\": \"25\", \"more\": 1} | .more is unknown",
                "version | {\"version\": \"1\"} | .java is missing",
                "version | {\"version\": 1, \"java\": \"25\"} | .version is not of [string]: 1",
                "version | [] | ` is not of [object]: []`",
                "backup-encrypt-dir | {} | ` is not of [null]: {}`",
                "messages | {\"type\": \"gossip\", \"message\": \"\"} | ` is none of several`",
                "messages | {\"type\": \"note\"} | ` is none of several`",
                "unlock | {\"removed\": [{\"holder\": \"x\", \"alive\": \"no\"}]} | .removed[].alive is not of"
                        + " [boolean]: no",
                "unlock | {\"removed\": [{\"holder\": \"x\", \"alive\": true, \"server\": false}]}"
                        + " | .removed[].server is not true: false",
                "backup-verify | {\"backups\": [{\"id\": \"x\", \"verdict\": \"fine\"}], \"good\": 1, \"damaged\": 0,"
                        + " \"failed\": 0} | .backups[] is none of several",
                "server-export | {\"type\": \"else\"} | ` is none of several`"
            })
    void findsWhatIsWrong(String schema, String json, String wrong) {
        assertThat(schemas.wrong(schema + ".schema.json", json))
                .singleElement()
                .asString()
                .startsWith(wrong);
    }

    @Test
    void knowsTimesAndWhatItHasMet() {
        String removed =
                "{\"debris\": [{\"kind\": \"working copy\", \"name\": \"x\", \"since\": \"%s\", \"fate\": \"kept\","
                        + " \"reason\": \"\"}], \"summary\": {}}";
        assertThat(schemas.wrong("backup-cleanup.schema.json", removed.formatted("2026-11-20")))
                .containsExactly(".debris[].since is no time: 2026-11-20");
        String name = "backup-cleanup.schema.json#/debris/items/since";
        assertThat(schemas.unseen("backup-cleanup.schema.json")).contains(name);
        assertThat(schemas.wrong("backup-cleanup.schema.json", removed.formatted("2026-11-20T03:02:11.5Z")))
                .isEmpty();
        assertThat(schemas.unseen("backup-cleanup.schema.json")).doesNotContain(name);
    }
}
