package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Whatever a store has as the name of a backup.
class BackupIdFuzzTest {
    @FuzzTest
    void parse(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        BackupId.parse(text).ifPresent(id -> {
            String tag = text.substring(0, text.indexOf('/'));
            assertThat(BackupId.of(new BackupTime(tag), id.subject(), BackupTime.of(id.time()), id.version()))
                    .isEqualTo(id);
            assertThat(Layout.record(id).toString()).startsWith(text);
        });
    }
}
