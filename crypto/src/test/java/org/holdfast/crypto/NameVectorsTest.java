package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.holdfast.testkit.Vectors;
import org.holdfast.testkit.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NameVectorsTest {
    private static final Map<String, String> MESSAGES = Map.of(
            "name-encoding", "not an encrypted name: other characters or another ending than encryption writes",
            "name-length", "not an encrypted name: its length is that of none",
            "name-mac", "wrong password or damaged name",
            "name-segment", "authentic name that can name no file: empty, \".\", \"..\", or with a slash or NUL in it");

    private final Rings rings = new Rings();

    static List<Vector> good() {
        return Vectors.ofKind("name").stream()
                .filter(vector -> vector.value("expect").equals("success"))
                .toList();
    }

    static List<Vector> bad() {
        return Vectors.ofKind("name").stream()
                .filter(vector -> !vector.value("expect").equals("success"))
                .toList();
    }

    private NameCipher cipher(Vector vector) {
        return rings.of(new String(vector.hex("password"), StandardCharsets.UTF_8))
                .nameCipher();
    }

    private static String sealed(Vector vector) {
        return new String(vector.bytes(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("good")
    void opens(Vector vector) throws AuthenticationException {
        assertThat(cipher(vector).open(sealed(vector))).isEqualTo(vector.hex("plain"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isSealedTheSame(Vector vector) {
        assertThat(cipher(vector).seal(vector.hex("plain"))).isEqualTo(sealed(vector));
    }

    @ParameterizedTest
    @MethodSource("good")
    void hasTheLengthThatWasForeseen(Vector vector) {
        assertThat(cipher(vector).sealedLength(vector.hex("plain").length))
                .isEqualTo(sealed(vector).length());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedInItsLayer(Vector vector) {
        NameCipher cipher = cipher(vector);
        assertThatThrownBy(() -> cipher.open(sealed(vector)))
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessage(MESSAGES.get(vector.value("expect")));
    }

    @Test
    void everyLayerHasVectors() {
        assertThat(bad().stream().map(vector -> vector.value("expect")).distinct())
                .containsExactlyInAnyOrderElementsOf(MESSAGES.keySet());
    }

    @Test
    void eachIsNamedAfterItsLayer() {
        assertThat(bad()).allSatisfy(vector -> assertThat(vector.name()).startsWith(vector.value("expect")));
    }
}
