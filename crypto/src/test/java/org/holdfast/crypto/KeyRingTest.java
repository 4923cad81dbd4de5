package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final byte[] NAME = "name".getBytes(StandardCharsets.UTF_8);

    @Test
    void theSaltCounts() {
        char[] password = "password".toCharArray();
        byte[] own = "CLOUDRONSCRYPTSALT".getBytes(StandardCharsets.US_ASCII);
        byte[] other = "another salt".getBytes(StandardCharsets.US_ASCII);
        try (KeyRing byDefault = KeyRing.derive(password);
                KeyRing withOwn = KeyRing.derive(password, own);
                KeyRing withOther = KeyRing.derive(password, other)) {
            String sealed = byDefault.nameCipher().seal(NAME);
            assertThat(withOwn.nameCipher().seal(NAME)).isEqualTo(sealed);
            assertThat(withOther.nameCipher().seal(NAME)).isNotEqualTo(sealed);
        }
        assertThat(other).isEqualTo("another salt".getBytes(StandardCharsets.US_ASCII));
    }

    /// Composed and decomposed, the same to the eye.
    @Test
    void passwordsAreNotNormalised() {
        try (KeyRing composed = KeyRing.derive("caf\u00e9".toCharArray());
                KeyRing decomposed = KeyRing.derive("cafe\u0301".toCharArray())) {
            assertThat(composed.nameCipher().seal(NAME))
                    .isNotEqualTo(decomposed.nameCipher().seal(NAME));
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'\ud800', '\udbff', '\udc00', '\udfff'})
    void halfASurrogatePairIsRefusedWhereverItStands(char half) {
        for (char[] password : new char[][] {{half}, {'a', half}, {half, 'a'}, {'a', half, 'b'}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRing.derive(password))
                    .withMessageStartingWith("the password is not well-formed text")
                    .withNoCause();
        }
    }

    @Test
    void keysAreCopied() {
        byte[] keys = Rings.plainKeys();
        try (KeyRing ring = KeyRing.of(keys);
                KeyRing same = KeyRing.of(Rings.plainKeys())) {
            Arrays.fill(keys, (byte) 0);
            assertThat(ring.nameCipher().seal(NAME)).isEqualTo(same.nameCipher().seal(NAME));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 127, 129, 256})
    void keysOfAnotherLengthAreRefused(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of(new byte[length]))
                .withMessage("a key ring is 128 bytes, not " + length);
    }

    @Test
    void onceClosedNothingWorks() throws Exception {
        KeyRing ring = KeyRing.of(Rings.plainKeys());
        FileCipher files = ring.fileCipher();
        NameCipher names = ring.nameCipher();
        String sealed = names.seal(NAME);
        InputStream begun = files.decrypting(new ByteArrayInputStream(Rings.seal(files, NAME)));
        ring.close();
        ring.close();

        assertThatIllegalStateException().isThrownBy(ring::fileCipher).withMessage("the key ring is closed");
        assertThatIllegalStateException().isThrownBy(() -> ring.fileCipher(MacCoverage.IV));
        assertThatIllegalStateException().isThrownBy(ring::nameCipher).withMessage("the key ring is closed");
        assertThatIllegalStateException().isThrownBy(() -> files.encrypting(OutputStream.nullOutputStream()));
        assertThatIllegalStateException().isThrownBy(() -> files.decrypting(InputStream.nullInputStream()));
        assertThatIllegalStateException().isThrownBy(begun::read);
        assertThatIllegalStateException().isThrownBy(() -> names.seal(NAME));
        assertThatIllegalStateException().isThrownBy(() -> names.open(sealed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fileKey", "fileMacKey", "nameKey", "nameMacKey"})
    void closingZeroesEveryKey(String key) {
        KeyRing ring = KeyRing.derive("password".toCharArray());
        assertThat(ring).extracting(key + ".bytes").isNotEqualTo(new byte[32]);
        ring.close();
        assertThat(ring).extracting(key + ".bytes").isEqualTo(new byte[32]);
    }

    @Test
    void sizesNeedNoKeys() {
        KeyRing ring = KeyRing.of(Rings.plainKeys());
        FileCipher files = ring.fileCipher();
        NameCipher names = ring.nameCipher();
        ring.close();
        assertThatCode(() -> files.sealedSize(names.sealedLength(1))).doesNotThrowAnyException();
    }

    @Test
    void nothingPrintsAKey() {
        KeyRing ring = KeyRing.of(Rings.plainKeys());
        assertThat(ring).hasToString("KeyRing");
        assertThat(new SecretBytes("AES", Rings.plainKeys(), 0, 32)).hasToString("SecretBytes");
    }

    @Test
    void aSecretIsZeroedAndNeverLeavesByReferenceOrSerialised() throws Exception {
        SecretBytes secret = new SecretBytes("AES", Rings.plainKeys(), 1, 3);
        Arrays.fill(secret.getEncoded(), (byte) 9);
        assertThat(secret.getEncoded()).containsExactly(1, 2, 3);
        assertThat(secret.getAlgorithm()).isEqualTo("AES");
        assertThat(secret.getFormat()).isEqualTo("RAW");
        assertThat(secret.isDestroyed()).isFalse();
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(secret)).isInstanceOf(NotSerializableException.class);
        }
        secret.destroy();
        assertThat(secret.isDestroyed()).isTrue();
        assertThat(secret).extracting("bytes").isEqualTo(new byte[3]);
        assertThatIllegalStateException().isThrownBy(secret::getEncoded);
    }
}
