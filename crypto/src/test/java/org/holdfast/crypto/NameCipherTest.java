package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameCipherTest {
    private static final String WRONG = "wrong password or damaged name";

    private final NameCipher cipher = KeyRing.of(Rings.plainKeys()).nameCipher();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Any bytes that a directory takes.
    static byte[] name(Random random, int length) {
        byte[] name = new byte[length];
        random.nextBytes(name);
        for (int i = 0; i < length; i++) {
            if (name[i] == 0 || name[i] == '/' || name[i] == '.') {
                name[i] = (byte) 0xe9;
            }
        }
        return name;
    }

    @Test
    void comesBackWhateverItsLength() throws AuthenticationException {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int length = 1; length <= 300; length++) {
            byte[] name = name(random, length);
            String sealed = cipher.seal(name);
            assertThat(cipher.open(sealed))
                    .as("seed %d length %d", seed, length)
                    .isEqualTo(name);
            assertThat(sealed).hasSize(cipher.sealedLength(length)).matches("[A-Za-z0-9+-]+");
            assertThat(cipher.seal(name)).isEqualTo(sealed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 15, 43",
        "16, 31, 64",
        "32, 47, 86",
        "48, 63, 107",
        "64, 79, 128",
        "80, 95, 150",
        "96, 111, 171",
        "112, 127, 192",
        "128, 143, 214",
        "144, 159, 235",
        "160, 175, 256"
    })
    void foreseesLengths(int from, int to, int characters) {
        assertThat(IntStream.rangeClosed(from, to).map(cipher::sealedLength)).allMatch(length -> length == characters);
    }

    @Test
    void foreseesTheLengthOfTheLongestNameThereCanBe() {
        assertThat(cipher.sealedLength(1_500_000_000)).isEqualTo(2_000_000_043);
        assertThatThrownBy(() -> cipher.sealedLength(Integer.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesLengthsThatNoNameHas(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> cipher.sealedLength(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0", "\0"})
    void sealsNothingThatIsNoSegment(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cipher.seal(bytes(text)))
                .withMessageStartingWith("not one path segment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".a", "a.", ".a.", "..a", "-", " ", "\\", "~"})
    void sealsOddNames(String text) throws AuthenticationException {
        assertThat(cipher.open(cipher.seal(bytes(text)))).isEqualTo(bytes(text));
    }

    @Test
    void everyChangedBitIsRefused() {
        byte[] sealed = Base64.getDecoder()
                .decode(cipher.seal(bytes("twenty bytes of name")).replace('-', '/'));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String text =
                    Base64.getEncoder().withoutPadding().encodeToString(changed).replace('/', '-');
            assertThatThrownBy(() -> cipher.open(text))
                    .as("bit %d", bit)
                    .isExactlyInstanceOf(AuthenticationException.class)
                    .hasMessage(WRONG);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        String sealed = cipher.seal(bytes("a name of more than two blocks, or 32 bytes"));
        for (int length = 0; length < sealed.length(); length++) {
            String cut = sealed.substring(0, length);
            assertThatThrownBy(() -> cipher.open(cut))
                    .as("%d characters", length)
                    .isExactlyInstanceOf(AuthenticationException.class);
        }
    }

    /// One wrongly decrypted name in 256 happens to end in well-formed padding, so it takes many.
    @Test
    void anotherRingAlwaysSaysTheSame() {
        byte[] keys = Rings.plainKeys();
        keys[64]++;
        NameCipher other = KeyRing.of(keys).nameCipher();
        for (int i = 0; i < 2000; i++) {
            String sealed = cipher.seal(bytes("name " + i));
            assertThatThrownBy(() -> other.open(sealed)).hasMessage(WRONG);
        }
    }

    @Test
    void eachOfTheTwoKeysCounts() {
        byte[] keys = Rings.plainKeys();
        keys[96]++;
        NameCipher other = KeyRing.of(keys).nameCipher();
        String sealed = cipher.seal(bytes("name"));
        assertThat(other.seal(bytes("name"))).isNotEqualTo(sealed);
        assertThatThrownBy(() -> other.open(sealed)).hasMessage(WRONG);
    }

    /// What was used for one name is used for the next, whatever became of the first, and by any thread.
    @Test
    void oneNameLeavesNothingBehindForTheNext() {
        byte[] keys = Rings.plainKeys();
        keys[96]++;
        String foreign = KeyRing.of(keys).nameCipher().seal(bytes("a name of another ring"));
        List<String> opened = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> {
                    String sealed = cipher.seal(bytes("name " + i));
                    assertThatThrownBy(() -> cipher.open(foreign)).hasMessage(WRONG);
                    try {
                        return new String(cipher.open(sealed), StandardCharsets.UTF_8);
                    } catch (AuthenticationException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(opened)
                .isEqualTo(IntStream.range(0, 2000).mapToObj(i -> "name " + i).toList());
    }
}
