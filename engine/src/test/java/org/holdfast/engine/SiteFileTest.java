package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.s3.Ability;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.Learned;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteFileTest {
    private static final Learned SOMETHING =
            new Learned(Map.of(Ability.COPY, true, Ability.COPY_PART, false), Optional.of("eu-central-1"));

    private @TempDir Path dir;
    private final List<String> said = new ArrayList<>();

    private final Progress progress = event -> {
        if (event instanceof Event.Noticed(var message)) {
            said.add(message);
        }
    };

    private static StoreLocation.Bucket bucket(String prefix, Optional<String> endpoint, Optional<String> secret) {
        return new StoreLocation.Bucket(new S3Settings(
                "backups",
                ObjectKey.of(prefix),
                Optional.empty(),
                endpoint.map(URI::create),
                Optional.empty(),
                secret.map(text -> new Credentials("key", text, Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                Limits.DEFAULTS));
    }

    private SiteMemory memory() {
        return SiteFile.of(bucket("server1", Optional.empty(), Optional.empty()), new StateDirectory(dir), progress);
    }

    private Path file() {
        return new StateDirectory(dir)
                .site(bucket("server1", Optional.empty(), Optional.empty()).toString());
    }

    @Test
    void nothingIsKnownOfANewSiteAndAskingLeavesNoTrace() throws IOException {
        assertThat(memory().recall()).isEqualTo(Learned.NOTHING);
        assertThat(dir).isEmptyDirectory();
        assertThat(said).isEmpty();
    }

    @Test
    void whatWasLearnedIsKnownInTheNextRun() throws IOException {
        memory().learn(SOMETHING, "it copies");
        assertThat(memory().recall()).isEqualTo(SOMETHING);
        assertThat(Files.readString(file())).contains("\"schema\" : 1", "\"COPY_PART\" : false");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void newsIsToldOnceARun() {
        SiteMemory memory = memory();
        memory.learn(SOMETHING, "it copies");
        memory.learn(SOMETHING, "it copies");
        memory.learn(SOMETHING, "it lists");
        assertThat(said).containsExactly("it copies", "it lists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{\"schema\": 1, \"abilities\": ", "{\"abilities\": 3}", "[]"})
    void aDamagedFileIsToldOnceAndThenReplaced(String damage) throws IOException {
        memory().learn(SOMETHING, "it copies");
        said.clear();
        Files.writeString(file(), damage);
        SiteMemory memory = memory();
        assertThat(memory.recall()).isEqualTo(Learned.NOTHING);
        assertThat(memory.recall()).isEqualTo(Learned.NOTHING);
        assertThat(said)
                .containsExactly("what was learned of s3://backups/server1 before cannot be read from " + file()
                        + "; it is learned again");
        memory.learn(SOMETHING, "it copies");
        assertThat(memory().recall()).isEqualTo(SOMETHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\": 7, \"abilities\": {\"TELEPORT\": true, \"COPY\": false}, \"more\": {\"x\": 1}}",
                "{\"schema\": 1, \"abilities\": {\"COPY\": false, \"COPY_PART\": null}}"
            })
    void whatANewerProgramWroteIsReadAsFarAsItGoes(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);
        assertThat(memory().recall()).isEqualTo(new Learned(Map.of(Ability.COPY, false), Optional.empty()));
        assertThat(said).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAndNoMore() throws IOException {
        Files.createDirectories(file().resolve("in the way"));
        memory().learn(SOMETHING, "it copies");
        assertThat(said).hasSize(2).first().isEqualTo("it copies");
        assertThat(said.getLast()).startsWith("what was learned of s3://backups/server1 cannot be kept in " + file());
    }

    @Test
    void aPlaceIsTheSameWhoeverAsksAndHoweverItIsWritten() {
        StoreLocation.Bucket plain = bucket("server1", Optional.of("https://s3.example.org"), Optional.empty());
        StoreLocation.Bucket other =
                bucket("server1", Optional.of("https://S3.Example.org:443/"), Optional.of("secret"));
        assertThat(other.toString()).isEqualTo(plain.toString()).doesNotContain("secret");
        assertThat(plain).hasToString("s3://backups/server1?endpoint=https://s3.example.org");
        assertThat(plain.unverified().toString()).isEqualTo(plain.toString());
        assertThat(plain.unverified().settings().verify()).isFalse();
        assertThat(bucket("server1", Optional.of("https://s3.eu-west-1.amazonaws.com"), Optional.empty())
                        .toString())
                .isEqualTo(bucket("server1", Optional.empty(), Optional.empty()).toString());
    }

    @Test
    void placesAreToldApart() {
        StoreLocation.Bucket one = bucket("server1", Optional.of("https://s3.example.org"), Optional.empty());
        assertThat(List.of(
                        one.toString(),
                        bucket("server2", Optional.of("https://s3.example.org"), Optional.empty())
                                .toString(),
                        bucket("", Optional.of("https://s3.example.org"), Optional.empty())
                                .toString(),
                        bucket("server1", Optional.of("https://s3.example.org:9000"), Optional.empty())
                                .toString(),
                        bucket("server1", Optional.of("https://s3.example.com"), Optional.empty())
                                .toString(),
                        bucket("server1", Optional.empty(), Optional.empty()).toString()))
                .doesNotHaveDuplicates();
    }
}
