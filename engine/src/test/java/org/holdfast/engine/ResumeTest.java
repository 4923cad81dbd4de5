package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that failed half-way was not in vain.
class ResumeTest {
    private @TempDir Path dir;

    @Test
    void whatArrivedIsNotSentAgain() throws Exception {
        Path many = Files.createDirectory(dir.resolve("many"));
        int total = 200;
        int arrived = 100;
        for (int i = 0; i < total; i++) {
            Files.writeString(many.resolve("file" + i), "content " + i);
        }
        MemoryStore store = new MemoryStore();
        Lab lab = new Lab(dir.resolve("state"));
        AtomicInteger puts = new AtomicInteger();
        FaultyStore faulty = new FaultyStore(
                store,
                Fault.when(
                        call -> call.operation() == Operation.PUT
                                && call.keys().getFirst().text().startsWith("snapshot/app_blog/")
                                && puts.getAndIncrement() >= arrived,
                        Fault.Moment.BEFORE,
                        () -> new PermanentStoreException("planned failure")));
        try (BackupEngine engine = lab.engine(faulty, false)) {
            assertThatThrownBy(() -> engine.backup(Lab.request(many, FormatKind.RSYNC), Progress.NONE))
                    .isInstanceOf(BackupException.class);
        }
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupOutcome next = engine.backup(Lab.request(many, FormatKind.RSYNC), Progress.NONE);
            // config.json and fsmetadata.json are uploaded too; what was under way when the failure struck is in doubt.
            int left = total + 2 - arrived;
            assertThat(next.summary().uploadedFiles())
                    .isBetween((long) left, (long) left + store.capabilities().connections());
        }
    }
}
