package org.holdfast.format.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.holdfast.names.ByteText;
import org.holdfast.sync.StoredEntry;
import org.junit.jupiter.api.Test;

class TarRoundTripTest {
    @Test
    void awkwardTreeComesBack() throws IOException {
        List<StoredEntry> all = Samples.awkwardTree();
        assertThat(Samples.read(Samples.archive(all))).isEqualTo(Samples.expected(all));
    }

    @Test
    void generatedEntriesComeBack() throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<StoredEntry> all = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                all.add(generated(random));
            }
            assertThat(Samples.read(new Dribble(Samples.archive(all), random)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(Samples.expected(all));
        }
    }

    private static StoredEntry generated(Random random) {
        String path = path(random);
        StoredEntry entry =
                switch (random.nextInt(4)) {
                    case 0 -> Samples.directory(path);
                    case 1 -> Samples.link(path, name(random, 300).replace('\n', '/'));
                    case 2 -> Samples.hardlink(path, path(random));
                    default -> Samples.file(path, random.nextInt(4) * 512L + random.nextInt(3));
                };
        long second = random.nextBoolean() ? random.nextInt() : random.nextLong() % 1_000_000_000_000L;
        Instant time = Instant.ofEpochSecond(second, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
        Map<String, String> xattrs = new HashMap<>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            byte[] value = new byte[random.nextInt(5) == 0 ? 3000 : random.nextInt(12)];
            random.nextBytes(value);
            xattrs.put("user." + name(random, 20), Peers.base64(value));
        }
        int uid = random.nextInt() >>> random.nextInt(32);
        return Samples.withXattrs(Samples.at(Samples.owned(entry, random.nextInt(010000), uid, ~uid), time), xattrs);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder(name(random, 40));
        for (int i = random.nextInt(6); i > 0; i--) {
            path.append('/').append(name(random, 110));
        }
        return path.toString();
    }

    /// Any bytes but `/` and NUL; half of the time ASCII.
    private static String name(Random random, int most) {
        byte[] name = new byte[1 + random.nextInt(most)];
        boolean ascii = random.nextBoolean();
        for (int i = 0; i < name.length; i++) {
            int b = ascii ? 1 + random.nextInt(127) : 1 + random.nextInt(255);
            name[i] = (byte) (b == '/' || (b == '.' && i == 0) ? '_' : b);
        }
        return ByteText.decode(name);
    }

    /// Gives out a few bytes at a time, as networks and ciphers do.
    private static final class Dribble extends InputStream {
        private final InputStream in;
        private final Random random;

        Dribble(byte[] bytes, Random random) {
            in = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, Math.min(length, 1 + random.nextInt(700)));
        }
    }
}
