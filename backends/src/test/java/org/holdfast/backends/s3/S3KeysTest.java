package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3KeysTest {
    private static final byte[] MARK = "\u201b".getBytes(StandardCharsets.UTF_8);

    private final S3Keys keys = new S3Keys(ObjectKey.ROOT);

    /// The table of the specification.
    @ParameterizedTest
    @CsvSource({
        "636166c3a9,caf\u00e9",
        "636166e9,caf\u201bE9",
        "e2809b4539,\u201b\u201bE9",
        "e2809b6539,\u201be9",
        "e2809bff,\u201b\u201b\u201bFF",
        "e2809be2809b,\u201b\u201b\u201b"
    })
    void namesAreWrittenAsTheSpecificationSays(String bytes, String key) {
        ObjectKey name = new ObjectKey(BytePath.of(HexFormat.of().parseHex(bytes)));
        assertThat(keys.of(name)).isEqualTo(key);
        assertThat(keys.parse(key)).contains(name);
    }

    /// All names of up to five of the pieces that matter to each other.
    @Test
    void everyCombinationOfWhatMattersComesBackAndIsUnique() {
        List<byte[]> pieces = List.of(
                MARK,
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xe2},
                new byte[] {(byte) 0x9b},
                new byte[] {'F'},
                new byte[] {'8'},
                new byte[] {'7'},
                new byte[] {'f'},
                new byte[] {'/'},
                "\u00e9".getBytes(StandardCharsets.UTF_8),
                "\ud83d\uddc4".getBytes(StandardCharsets.UTF_8));
        Map<String, BytePath> seen = new HashMap<>();
        int[] count = {0};
        combine(pieces, new byte[0], 5, bytes -> {
            count[0]++;
            roundTrip(bytes, seen);
        });
        assertThat(count[0]).isGreaterThan(200_000);
    }

    @Test
    void randomBytesComeBack() {
        Random random = new Random(3);
        Map<String, BytePath> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            roundTrip(bytes, seen);
        }
    }

    private void roundTrip(byte[] bytes, Map<String, BytePath> seen) {
        BytePath path;
        try {
            path = BytePath.of(bytes);
        } catch (IllegalArgumentException _) {
            return;
        }
        if (path.isRoot()) {
            return;
        }
        String key = keys.of(new ObjectKey(path));
        // What cannot be UTF-8 would come out as a question mark.
        String sent = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (!sent.equals(key)
                || !keys.parse(sent).equals(Optional.of(new ObjectKey(path)))
                || !path.equals(seen.merge(key, path, (before, _) -> before))) {
            throw new AssertionError(path + " became " + key + ", which reads as " + keys.parse(key)
                    + " and is the key of " + seen.get(key));
        }
    }

    private interface Use {
        void name(byte[] bytes);
    }

    private static void combine(List<byte[]> pieces, byte[] start, int more, Use use) {
        use.name(start);
        if (more == 0) {
            return;
        }
        for (byte[] piece : pieces) {
            byte[] longer = Arrays.copyOf(start, start.length + piece.length);
            System.arraycopy(piece, 0, longer, start.length, piece.length);
            combine(pieces, longer, more - 1, use);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a//b",
                "a/",
                "/a",
                "./a",
                "a/..",
                "a\0b",
                // Not as the writer would have written them: "é", "M7F" as bytes, a mark doubled for nothing.
                "\u201bC3\u201bA9",
                "\u201b\u201bx",
                "\u201b\u201b7F"
            })
    void keysThatNoNameHasAreNotOurs(String key) {
        assertThat(keys.parse(key)).isEmpty();
        assertThat(new S3Keys(ObjectKey.of("site")).parse("site/" + key)).isEmpty();
    }

    @Test
    void thePrefixIsPartOfEveryKey() {
        S3Keys below = new S3Keys(ObjectKey.of("site/one"));
        assertThat(below.of(ObjectKey.of("a/b"))).isEqualTo("site/one/a/b");
        assertThat(below.below(ObjectKey.ROOT)).isEqualTo("site/one/");
        assertThat(below.below(ObjectKey.of("a"))).isEqualTo("site/one/a/");
        assertThat(keys.below(ObjectKey.ROOT)).isEmpty();
        assertThat(below.parse("site/one/a")).contains(ObjectKey.of("a"));
        assertThat(below.parse("site/one")).isEmpty();
        assertThat(below.parse("site/one/")).isEmpty();
        assertThat(below.parse("site/oneself/a")).isEmpty();
    }

    @Test
    void namesThatGrowTooLongAreRefusedBeforeTheyAreSent() throws Exception {
        Profile profile = new TestProfile().build();
        ObjectKey fits = ObjectKey.of("n".repeat(200));
        assertThat(keys.checked(fits, profile)).hasSize(200);
        byte[] bytes = new byte[41];
        Arrays.fill(bytes, (byte) 0xff);
        assertThatThrownBy(() -> keys.checked(new ObjectKey(BytePath.of(bytes)), profile))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("205 bytes")
                .hasMessageContaining("200");
        ObjectKey deep = ObjectKey.of(("n".repeat(170) + "/").repeat(6) + "x");
        assertThatThrownBy(() -> keys.checked(deep, profile))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("1024");
    }
}
