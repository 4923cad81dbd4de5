package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.testing.MemoryStore;

/// Whatever stands in the place of a record: of an app's backup or, if it begins with a blank, of the server's.
class RecordFuzzTest {
    private static final BackupId APP = new BackupId("2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2");
    private static final BackupId SERVER = new BackupId("2026-11-20-030000-000/box_2026-11-20-030500-000_v1");

    @FuzzTest
    void find(byte[] input) throws IOException {
        BackupId id = input.length > 0 && input[0] == ' ' ? SERVER : APP;
        MemoryStore store = new MemoryStore();
        store.put(Layout.record(id), ByteSource.sized(input.length, out -> out.write(input)));
        Catalog catalog = new Catalog(store);
        Optional<BackupRecord> found;
        try {
            found = catalog.find(id);
        } catch (BackupException e) {
            assertThat(Catalog.isOfTheRecord(e)).as("told as %s", e.failure()).isTrue();
            assertThat(e.getMessage()).contains(id.value()).doesNotContain("\n");
            assertThat(e.hint()).isNotEmpty();
            return;
        }
        BackupRecord record = found.orElseThrow();
        assertThat(record.backupId()).isEqualTo(id);
        catalog.put(record);
        assertThat(catalog.find(id)).contains(record);
        assertThat(catalog.all((_, why) -> {
                    throw new AssertionError(why);
                }))
                .isEqualTo(List.of(record));
        isUsable(record);
    }

    /// Nothing that others ask of a record is missing.
    private static void isUsable(BackupRecord record) {
        assertThat(record.label()).isNotNull();
        assertThat(record.preserveUntil()).isNotNull();
        assertThat(record).hasNoNullFieldsOrProperties();
        record.verification().ifPresent(verification -> assertThat(verification).hasNoNullFieldsOrProperties());
        record.box().ifPresent(box -> assertThat(box.missing())
                .allSatisfy(missing -> assertThat(missing).hasNoNullFieldsOrProperties()));
        assertThat(record.withPinned(true).pinned()).isTrue();
        assertThat(record.isDamaged() || record.lacksSomething() || record.isComplete())
                .isIn(true, false);
    }
}
