package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that are damaged within a large file: what can be had of them, and that nothing else comes back.
class DamagedArchiveTest {
    private final MemoryStore store = new MemoryStore();
    private final NavigableSet<String> lost = new ConcurrentSkipListSet<>();
    private @TempDir Path dir;
    private Path source;
    private Lab lab;
    private BackupRecord record;
    private ObjectKey archive;
    private byte[] whole;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        Random random = new Random(7);
        for (String name : List.of("a", "b", "c")) {
            byte[] noise = new byte[name.equals("c") ? 10 : 3 << 20];
            random.nextBytes(noise);
            Files.write(source.resolve(name), noise);
        }
        lab = new Lab(dir.resolve("state"));
        try (BackupEngine engine = lab.engine(store, false)) {
            record = engine.backup(Lab.request(source, FormatKind.TGZ), Progress.NONE)
                    .record();
        }
        archive = Layout.archive(record.backupId(), false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.get(archive, in -> in.transferTo(bytes));
        whole = bytes.toByteArray();
    }

    /// The place in `bytes` of what is in the middle of a file of the source, which noise leaves as it is.
    private int middle(String name, byte[] bytes) throws IOException {
        byte[] content = Files.readAllBytes(source.resolve(name));
        ByteBuffer middle = ByteBuffer.wrap(content, content.length / 2, 32).slice();
        for (int at = 0; at <= bytes.length - middle.capacity(); at++) {
            if (ByteBuffer.wrap(bytes, at, middle.capacity()).equals(middle)) {
                return at;
            }
        }
        throw new AssertionError("the middle of " + name + " is not there");
    }

    /// Restores what can be, after it was refused as a whole.
    private Path salvaged(byte[] damaged) throws Exception {
        store.put(archive, out -> out.write(damaged));
        Path target = dir.resolve("target");
        RestoreRequest request = RestoreRequest.to(target);
        try (BackupEngine engine = lab.engine(store, false)) {
            assertThatThrownBy(() -> engine.restore(record, request, Progress.NONE))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.DAMAGED));
            assertThat(target).doesNotExist();
            engine.restore(record, request.acceptingDamaged(), event -> {
                if (event instanceof Event.Lost(var path, var _)) {
                    lost.add(path.text());
                }
            });
        }
        return target;
    }

    private void assertHolds(Path target, String... names) throws IOException {
        try (var found = Files.list(target)) {
            assertThat(found.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
        for (String name : names) {
            assertThat(target.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }
    }

    @Test
    void whatComesBeforeACutComesBack() throws Exception {
        assertHolds(salvaged(Arrays.copyOf(whole, middle("b", whole))), "a");
        assertThat(lost).containsExactly("data/b", "data/c");
    }

    @Test
    void whatComesBeforeAWrongByteComesBack() throws Exception {
        byte[] flipped = whole.clone();
        flipped[middle("b", whole)] ^= 1;
        assertHolds(salvaged(flipped), "a");
        assertThat(lost).containsExactly("data/b", "data/c");
    }

    @Test
    void aFileOfOtherContentIsLostAndNoOther() throws Exception {
        byte[] tar;
        try (GZIPInputStream gunzip = new GZIPInputStream(new ByteArrayInputStream(whole))) {
            tar = gunzip.readAllBytes();
        }
        tar[middle("b", tar)] ^= 1;
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(other)) {
            gzip.write(tar);
        }
        assertHolds(salvaged(other.toByteArray()), "a", "c");
        assertThat(lost).containsExactly("data/b");
    }
}
