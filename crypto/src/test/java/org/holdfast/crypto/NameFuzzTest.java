package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Whatever stands in the place of a sealed name. The first byte says whether what follows is the whole name, or what
/// somebody who holds the key sealed without looking at it.
class NameFuzzTest {
    private final byte[] keys = Rings.plainKeys();
    private final NameCipher cipher = KeyRing.of(keys).nameCipher();

    @FuzzTest
    void open(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        boolean authentic = (input[0] & 1) != 0;
        String sealed = authentic ? sealed(rest) : new String(rest, StandardCharsets.UTF_8);
        byte[] segment;
        try {
            segment = cipher.open(sealed);
        } catch (AuthenticationException e) {
            assertThat(authentic && isSegment(rest))
                    .as("a sound name is refused")
                    .isFalse();
            return;
        }
        assertThat(isSegment(segment)).as("opens to what no path may hold").isTrue();
        assertThat(cipher.seal(segment)).isEqualTo(sealed);
        if (authentic) {
            assertThat(segment).isEqualTo(rest);
        }
    }

    private static boolean isSegment(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\0') < 0;
    }

    private String sealed(byte[] segment) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys, 96, 32, "HmacSHA256"));
        byte[] iv = Arrays.copyOf(mac.doFinal(segment), 16);
        Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, 64, 32, "AES"), new IvParameterSpec(iv));
        byte[] body = cbc.doFinal(segment);
        byte[] whole = Arrays.copyOf(iv, 16 + body.length);
        System.arraycopy(body, 0, whole, 16, body.length);
        return Base64.getEncoder().withoutPadding().encodeToString(whole).replace('/', '-');
    }
}
