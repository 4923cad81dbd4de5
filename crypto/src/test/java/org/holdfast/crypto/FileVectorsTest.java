package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.testkit.Vectors;
import org.holdfast.testkit.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileVectorsTest {
    private static final Map<String, String> MESSAGES = Map.of(
            "length", "not a whole encrypted file: ",
            "magic", "not an encrypted file: it does not begin with CBV2",
            "blocks", "damaged file: its encrypted part is no multiple of 16 bytes, so bytes are missing or added",
            "mac", "wrong password or damaged file",
            "padding", "authentic file with malformed padding: the software that wrote it did not follow the format");

    private final Rings rings = new Rings();

    static List<Vector> good() {
        return Vectors.ofKind("file").stream()
                .filter(vector -> vector.value("expect").equals("success"))
                .toList();
    }

    static List<Vector> bad() {
        return Vectors.ofKind("file").stream()
                .filter(vector -> !vector.value("expect").equals("success"))
                .toList();
    }

    private static String password(Vector vector) {
        return new String(vector.hex("password"), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("good")
    void opensHoweverItIsRead(Vector vector) throws IOException {
        FileCipher cipher = rings.of(password(vector)).fileCipher();
        for (Rings.Reading reading : Rings.readings()) {
            assertThat(reading.open(cipher, vector.bytes())).as("%s", reading).isEqualTo(vector.hex("plain"));
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void opensUnderItsOwnCoverageOnly(Vector vector) throws IOException {
        MacCoverage own = coverage(vector);
        MacCoverage other = own == MacCoverage.IV ? MacCoverage.HEADER : MacCoverage.IV;
        KeyRing ring = rings.of(password(vector));
        assertThat(Rings.open(ring.fileCipher(own), vector.bytes())).isEqualTo(vector.hex("plain"));
        assertThatThrownBy(() -> Rings.open(ring.fileCipher(other), vector.bytes()))
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessage("wrong password or damaged file");
    }

    @ParameterizedTest
    @MethodSource("good")
    void hasTheSizeThatWasForeseen(Vector vector) {
        FileCipher cipher = rings.of(password(vector)).fileCipher();
        assertThat(cipher.sealedSize(vector.hex("plain").length)).isEqualTo(vector.bytes().length);
    }

    @ParameterizedTest
    @MethodSource("good")
    void isWrittenTheSameFromTheSameIv(Vector vector) throws IOException {
        FileCipher cipher = rings.withIv(password(vector), vector.hex("iv"), coverage(vector));
        assertThat(Rings.seal(cipher, vector.hex("plain"))).isEqualTo(vector.bytes());
        assertThat(Rings.sealByteByByte(cipher, vector.hex("plain"))).isEqualTo(vector.bytes());
    }

    private static MacCoverage coverage(Vector vector) {
        return MacCoverage.valueOf(vector.value("coverage").toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedInItsLayerHoweverItIsRead(Vector vector) {
        FileCipher cipher = rings.of(password(vector)).fileCipher();
        String message = MESSAGES.getOrDefault(vector.value("expect"), "no such layer");
        for (Rings.Reading reading : Rings.readings()) {
            ByteArrayOutputStream released = new ByteArrayOutputStream();
            assertThatThrownBy(() -> reading.run(cipher, vector.bytes(), released))
                    .as("%s", reading)
                    .isExactlyInstanceOf(AuthenticationException.class)
                    .hasMessageStartingWith(message);
            // All but the header, the MAC and the last two blocks.
            assertThat(released.size()).isLessThanOrEqualTo(Math.max(0, vector.bytes().length - 20 - 32 - 32));
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedAgainOnTheNextRead(Vector vector) {
        FileCipher cipher = rings.of(password(vector)).fileCipher();
        InputStream in = cipher.decrypting(new ByteArrayInputStream(vector.bytes()));
        String message = MESSAGES.getOrDefault(vector.value("expect"), "no such layer");
        assertThatThrownBy(in::readAllBytes).hasMessageStartingWith(message);
        assertThatThrownBy(in::read)
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> in.read(new byte[100])).hasMessageStartingWith(message);
    }

    @Test
    void everyLayerHasVectors() {
        assertThat(bad().stream().map(vector -> vector.value("expect")).distinct())
                .containsExactlyInAnyOrderElementsOf(MESSAGES.keySet());
    }

    @Test
    void eachIsNamedAfterItsLayer() {
        assertThat(bad()).allSatisfy(vector -> assertThat(vector.name()).startsWith("file-" + vector.value("expect")));
    }
}
