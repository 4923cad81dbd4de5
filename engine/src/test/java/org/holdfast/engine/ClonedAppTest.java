package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.LocalNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClonedAppTest {
    private static final byte[] NO_UTF_8 = "/srv/gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path dir;

    private final ClonedApp clone = new ClonedApp(new AppId("blog"), new AppId("staging"));

    private Path config(String members) throws Exception {
        return Files.writeString(dir.resolve("config.json"), "{\"id\":\"blog\",\"version\":\"1\"," + members + "}");
    }

    private AppDescription described() throws Exception {
        return AppDescription.parse(Files.readAllBytes(dir.resolve("config.json")));
    }

    @Test
    void aCloneKnowsItsOwnPlacesAndNothingElseChanges() throws Exception {
        Path file = config("""
            "name":"Our blog","exclude":["*.tmp"],"theirs":{"port":80},"data":"/srv/blog",
            "directories":{"mail":{"path":"/var/mail"},"lent":{"path":"/var/lent"}}\
            """);

        clone.settle(new RestorePlaces(
                Path.of("/srv/staging"),
                new TreeMap<>(Map.of("mail", Path.of("/var/staging-mail"), "new", Path.of("/var/new"))),
                Optional.of(dir)));

        assertThat(described().id()).isEqualTo("staging");
        assertThat(described().name()).isEqualTo("Our blog");
        assertThat(described().data()).contains(Path.of("/srv/staging"));
        assertThat(described().exclude()).isEqualTo(List.of("*.tmp"));
        assertThat(described().directories()).containsOnly(Map.entry("mail", Path.of("/var/staging-mail")));
        assertThat(file).content().contains("\"port\" : 80");
    }

    @Test
    void aPlaceThatIsNoTextReplacesOneThatIsAndTheOtherWayRound() throws Exception {
        Path strange = LocalNames.path(NO_UTF_8);
        Path file = config("\"data\":\"/srv/blog\"");

        clone.settle(RestorePlaces.of(strange).withDumps(dir));
        assertThat(described().data()).contains(strange);
        assertThat(file).content().doesNotContain("\"data\"");

        clone.settle(RestorePlaces.of(Path.of("/srv/staging")).withDumps(dir));
        assertThat(described().data()).contains(Path.of("/srv/staging"));
        assertThat(file).content().doesNotContain("data64");
    }

    @Test
    void aDescriptionThatIsALinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(dir.resolve("elsewhere.json"), "{\"secret\":1}");
        Path link = Files.createSymbolicLink(dir.resolve("config.json"), elsewhere);

        assertThatThrownBy(() ->
                        clone.settle(RestorePlaces.of(Path.of("/srv/staging")).withDumps(dir)))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("cannot give " + link);
        assertThat(link).isSymbolicLink();
        assertThat(elsewhere).hasContent("{\"secret\":1}");
    }
}
