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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "snapshot/app_blog",
                "2026-11-20-030000-000/app_blog_2026-11-20-030211-530",
                "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1/x",
                "../2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1",
                "2026-11-20-030000-000/box_2026-11-20-030211-530_v1",
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
