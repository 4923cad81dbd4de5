package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.verify.Verification;
import org.holdfast.format.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/// Records of older and newer versions.
class RecordVersionsTest {
    private static final String OLD = """
        {
          "schema" : 1,
          "id" : "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2",
          "app" : "blog",
          "appVersion" : "1.4.2",
          "state" : "NORMAL",
          "format" : "rsync",
          "encrypted" : false,
          "started" : "2026-11-20T03:00:00Z",
          "finished" : "2026-11-20T03:02:11.530Z",
          "files" : 3,
          "bytes" : 10,
          "uploadedFiles" : 3,
          "uploadedBytes" : 10,
          "lost" : 0,
          "unstable" : 0,
          "label" : null,
          "preserveUntil" : null,
          "complete" : true
        }
        """;

    private @TempDir Path dir;
    private final MemoryStore store = new MemoryStore();

    private static BackupRecord read(String json) {
        return Objects.requireNonNull(Json.read(json.getBytes(StandardCharsets.UTF_8), BackupRecord.class));
    }

    @Test
    void recordsFromBeforePinsAreRead() {
        BackupRecord record = read(OLD);
        assertThat(record.pinned()).isFalse();
        assertThat(record.box()).isEmpty();
        assertThat(record.archiveBytes()).isEmpty();
        assertThat(record.verification()).isEmpty();
        assertThat(record.isDamaged()).isFalse();
        assertThat(record.files()).isEqualTo(3);
    }

    @Test
    void everythingComesBack() throws Exception {
        Site site = new Site(dir, store);
        BackupRecord box = site.box(1, site.backup("blog", 1)).withPinned(true);
        assertThat(read(new String(Json.pretty(box), StandardCharsets.UTF_8))).isEqualTo(box);
        assertThat(Json.members(box).get("box"))
                .isEqualTo(Map.of(
                        "backups", List.of(box.box().orElseThrow().backups().getFirst()),
                        "missing", List.of(Map.of("app", "mail", "outcome", "SKIPPED", "reason", "not automatic"))));
    }

    @Test
    void aVerificationComesBackAndMayBeOneThatThisVersionDoesNotKnow() {
        BackupRecord old = read(OLD);
        Instant at = Instant.parse("2026-11-21T03:00:00Z");
        Verification verification = new Verification(
                at, "read-data", 2, 7, 1, 40, Optional.of(at), Optional.of(new Verification.Damage(at, 1, true)));
        BackupRecord verified = old.with(verification).withArchiveBytes(Optional.of(10L));
        assertThat(read(new String(Json.pretty(verified), StandardCharsets.UTF_8)))
                .isEqualTo(verified);
        assertThat(Json.members(verified)).containsEntry("damaged", true);
        assertThat(verified.withPinned(true).verification()).contains(verification);
        assertThat(verified.copied(FormatKind.RSYNC, false, 3, 10).verification())
                .isEmpty();

        String strange = "\"verification\" : {\"at\" : \"2026-11-21T03:00:00Z\", \"mode\" : \"by hand\","
                + " \"files\" : 0, \"bytes\" : 0, \"findings\" : 0, \"nextSlice\" : 0, \"more\" : {}}";
        assertThat(read(OLD.replace("\"complete\" : true", strange))
                        .verification()
                        .orElseThrow()
                        .mode())
                .isEqualTo("by hand");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "app", "appVersion", "state", "format", "started", "finished", "files"})
    void oneThatLacksAMemberIsDamaged(String member) {
        String lacking = OLD.replace("\"" + member + "\"", "\"another\"");
        assertThatThrownBy(() -> read(lacking)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "preserveUntil"})
    void whatNobodySaidNeedNotBeThere(String member) {
        assertThat(read(OLD.replace("\"" + member + "\"", "\"another\""))).isEqualTo(read(OLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schema\": 2, \"id\": {\"tag\": 1}}", "{\"schema\": 2}"})
    void oneFromANewerVersionIsToldAndHidesNoOther(String json) throws Exception {
        Site site = new Site(dir, store);
        BackupRecord known = site.backup("blog", 1);
        BackupRecord newer = site.backup("blog", 2);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        store.put(Layout.record(newer.backupId()), ByteSource.sized(bytes.length, out -> out.write(bytes)));
        String why = Layout.record(newer.backupId())
                + " was written by a newer version of Holdfast: its form is 2, and this version knows 1";
        List<String> said = new ArrayList<>();
        try (BackupEngine engine = site.engine(Site.day(3), store)) {
            assertThat(engine.list(Optional.empty(), event -> {
                        if (event instanceof Event.Noticed(var message)) {
                            said.add(message);
                        }
                    }))
                    .containsExactly(known);
            assertThatThrownBy(() -> engine.find(newer.id()))
                    .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.hint())
                            .isEqualTo("update Holdfast on this machine"))
                    .hasMessage(why);
        }
        assertThat(said).containsExactly(why + "; update Holdfast on this machine");
        // Nor does it stand in the way of a run, whoever began that backup.
        assertThat(site.backup("blog", 4).state()).isEqualTo(BackupRecord.State.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"files\" : 3,", "\"schema\" : 1,"})
    void aRecordThatLacksWhatItAlwaysHadIsDamaged(String member) throws Exception {
        BackupRecord record = read(OLD);
        byte[] bytes = OLD.replace(member, "").getBytes(StandardCharsets.UTF_8);
        store.put(Layout.record(record.backupId()), ByteSource.sized(bytes.length, out -> out.write(bytes)));
        assertThatThrownBy(() -> new Catalog(store).find(record.backupId()))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.DAMAGED));
    }

    @Test
    void aRecordWithThePartsOfAServerMustBeAServers() throws Exception {
        BackupRecord record =
                read(OLD.replace("\"complete\" : true", "\"box\" : {\"backups\" : [], \"missing\" : []}"));
        new Catalog(store).put(record);
        assertThatThrownBy(() -> new Catalog(store).find(record.backupId()))
                .hasMessageContaining("is that of another backup");
    }
}
