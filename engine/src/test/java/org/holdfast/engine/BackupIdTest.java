package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupIdTest {
    @Test
    void namesItsParts() {
        BackupId id = BackupId.of(
                BackupTime.of(Instant.parse("2026-11-20T03:00:00.0009Z")),
                new AppId("my_app_v2"),
                BackupTime.of(Instant.parse("2026-11-20T03:02:11.530Z")),
                "1.4.2");
        assertThat(id.value()).isEqualTo("2026-11-20-030000-000/app_my_app_v2_2026-11-20-030211-530_v1.4.2");
        assertThat(id.app()).isEqualTo("my_app_v2");
        assertThat(id.version()).isEqualTo("1.4.2");
        assertThat(id.time()).isEqualTo(Instant.parse("2026-11-20T03:02:11.530Z"));
        assertThat(BackupId.parse(id.value())).contains(id);
    }

    @Test
    void namesTheServersOwn() {
        BackupTime time = BackupTime.of(Instant.parse("2026-11-20T03:00:00Z"));
        BackupId id = BackupId.of(time, new Subject.Server(), time, "1.4.2");
        assertThat(id.value()).isEqualTo("2026-11-20-030000-000/box_2026-11-20-030000-000_v1.4.2");
        assertThat(BackupId.parse(id.value())).contains(id);
        assertThat(id.subject()).isEqualTo(new Subject.Server());
        assertThat(id.app()).isEmpty();
        // An app may be called so; its backups have other names.
        BackupId ofApp = BackupId.of(time, new AppId("box"), time, "1.4.2");
        assertThat(ofApp.value()).isEqualTo("2026-11-20-030000-000/app_box_2026-11-20-030000-000_v1.4.2");
        assertThat(ofApp.subject()).isEqualTo(new AppId("box"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "snapshot/app_blog",
                "2026-11-20-030000-000/app_blog_2026-11-20-030211-530",
                "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1/x",
                "../2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1",
                "2026-11-20-030000-000/box_blog_2026-11-20-030211-530_v1",
                "2026-11-20-030000-000/app_2026-11-20-030211-530_v1",
                "2026-13-20-030000-000/app_blog_2026-11-20-030211-530_v1",
                "2026-11-20-030000-000/app_blog_2026-02-30-030211-530_v1",
                "2026-11-20-030000-000/app_blog_2026-11-20-240000-000_v1",
            })
    void isNothingElse(String text) {
        assertThat(BackupId.parse(text)).isEmpty();
    }

    @Test
    void anAppIdIsMadeOfAnyDirectoryName() {
        assertThat(AppId.fromName("Blög data").value()).isEqualTo("Bl-g-data");
        assertThat(AppId.fromName("...").value()).isEqualTo("app");
        assertThat(AppId.fromName("-x").value()).isEqualTo("x");
        assertThat(AppId.fromName("a".repeat(300)).value()).hasSize(100);
    }
}
