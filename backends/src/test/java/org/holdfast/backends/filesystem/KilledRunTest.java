package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
    private static final int NAMES = 40;

    @Test
    void afterAKillEveryObjectIsWholeAndTheNextRunGoesOn(@TempDir Path dir) throws Exception {
        for (int round = 0; round < 3; round++) {
            Process process = Children.start(List.of(), KilledRunTest.class, dir.toString());
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 50 * (round + 1); i++) {
                    assertThat(output.readLine()).isEqualTo("put");
                }
                process.destroyForcibly();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            // SIGKILL, so no code of ours ran at the end.
            assertThat(process.exitValue()).isEqualTo(128 + 9);
            assertAllWhole(dir);
        }
        FileStore next = FileStore.openOrCreate(FileSettings.defaults(dir));
        next.put(ObjectKey.of("after"), _ -> {});
        assertThat(next.stat(ObjectKey.of("after"))).isPresent();
    }

    private static void assertAllWhole(Path dir) throws IOException {
        FileStore store = FileStore.open(FileSettings.defaults(dir));
        AtomicInteger objects = new AtomicInteger();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> {
            objects.incrementAndGet();
            store.get(info.key(), in -> {
                byte[] content = in.readAllBytes();
                assertThat(content).as(info.toString()).hasSizeGreaterThanOrEqualTo(1);
                assertThat(Arrays.equals(content, content(content[0])))
                        .as(info.toString())
                        .isTrue();
            });
        });
        assertThat(objects.get()).isBetween(1, 2 * NAMES);
    }

    /// Content that shows whether it is whole: its first byte decides its length and all other bytes.
    private static byte[] content(byte seed) {
        byte[] content = new byte[1 + (seed & 0xff) * 4000];
        new Random(seed).nextBytes(content);
        content[0] = seed;
        return content;
    }

    /// Puts and copies over and over until it is killed.
    public static void main(String[] args) throws IOException {
        FileStore store = FileStore.openOrCreate(FileSettings.defaults(Path.of(args[0])));
        try (Tasks tasks = new Tasks(4)) {
            for (int i = 0; ; i++) {
                int number = i;
                tasks.submit(() -> {
                    ObjectKey key = ObjectKey.of("dir-" + number % 4 + "/object-" + number % NAMES);
                    store.put(key, out -> out.write(content((byte) (number * 7))));
                    store.copy(key, ObjectKey.of("copies/object-" + number % NAMES));
                    System.out.println("put");
                });
            }
        }
    }
}
