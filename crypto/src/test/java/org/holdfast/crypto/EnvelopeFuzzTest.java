package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whatever stands in the place of a sealed file. The first byte says how it is read and whether what follows is a
/// whole file or what a valid tag covers, since no fuzzer finds a tag.
class EnvelopeFuzzTest {
    private static final int AUTHENTIC = 1;
    private static final int HEADER = 2;

    /// By how much reading may run ahead of what was given out: the buffer of the stream and one slice.
    private static final int MOST_AHEAD = (64 + 8) * 1024;

    private final byte[] keys = Rings.plainKeys();
    private final FileCipher cipher = KeyRing.of(keys).fileCipher();

    @FuzzTest
    void open(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        byte[] sealed = (input[0] & AUTHENTIC) == 0 ? rest : authentic(rest, coverage(input[0]));
        int piece = 1 << (input[0] >> 2 & 0x0f);
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        try {
            read(sealed, piece, released);
        } catch (AuthenticationException e) {
            assertThat(released.size()).isLessThanOrEqualTo(Math.max(0, sealed.length - 52 - 32));
            return;
        }
        MacCoverage coverage = valid(sealed).orElseThrow(() -> new AssertionError("an end without a valid tag"));
        byte[] iv = Arrays.copyOfRange(sealed, 4, 20);
        FileCipher again = new KeyRing(keys, out -> System.arraycopy(iv, 0, out, 0, out.length)).fileCipher(coverage);
        assertThat(Rings.seal(again, released.toByteArray())).isEqualTo(sealed);
    }

    private void read(byte[] sealed, int piece, ByteArrayOutputStream released) throws IOException {
        ByteArrayInputStream source = new ByteArrayInputStream(sealed);
        try (InputStream in = cipher.decrypting(source)) {
            byte[] buffer = new byte[piece];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                released.write(buffer, 0, count);
                int consumed = sealed.length - source.available();
                assertThat(consumed - released.size()).isLessThanOrEqualTo(MOST_AHEAD);
            }
        }
    }

    private static MacCoverage coverage(byte choice) {
        return (choice & HEADER) == 0 ? MacCoverage.IV : MacCoverage.HEADER;
    }

    private byte[] authentic(byte[] covered, MacCoverage coverage) throws GeneralSecurityException {
        byte[] sealed = new byte[4 + covered.length + 32];
        Envelope.putMagic(sealed);
        System.arraycopy(covered, 0, sealed, 4, covered.length);
        System.arraycopy(tag(sealed, coverage), 0, sealed, sealed.length - 32, 32);
        return sealed;
    }

    private Optional<MacCoverage> valid(byte[] sealed) throws GeneralSecurityException {
        byte[] iv = tag(sealed, MacCoverage.IV);
        byte[] header = tag(sealed, MacCoverage.HEADER);
        byte[] found = Arrays.copyOfRange(sealed, sealed.length - 32, sealed.length);
        return Stream.of(MacCoverage.values())
                .filter(coverage -> Arrays.equals(coverage == MacCoverage.IV ? iv : header, found))
                .findFirst();
    }

    /// What the last 32 bytes must be.
    private byte[] tag(byte[] sealed, MacCoverage coverage) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys, 32, 32, "HmacSHA256"));
        int from = coverage == MacCoverage.IV ? 4 : 0;
        mac.update(sealed, from, sealed.length - 32 - from);
        return mac.doFinal();
    }
}
