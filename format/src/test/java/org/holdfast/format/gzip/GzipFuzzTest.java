package org.holdfast.format.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Whatever stands in the place of a member's deflate data, in a frame that fits what zlib makes of it. The native
/// decompressor may take what has up to 8 bytes too many, and differs from the JDK's in nothing else.
class GzipFuzzTest {
    @FuzzTest
    void read(byte[] data) {
        byte[] member = framed(data, inflated(data));
        Outcome inTurn = Outcome.inTurn(member);
        Outcome portable = Outcome.inParallel(member, Inflaters.portable(), 1);
        if (String.valueOf(portable.failure()).contains("larger than it may be")) {
            assertThat(inTurn.content()).startsWith(portable.content());
        } else {
            assertThat(portable.text()).isEqualTo(inTurn.text());
        }
        Outcome fast = Outcome.inParallel(member, Inflaters.fast(), 1);
        assertThat(fast.content()).isEqualTo(portable.content());
        if (fast.failure() != null) {
            assertThat(fast.text()).isEqualTo(portable.text());
        }
    }

    private static byte[] inflated(byte[] data) {
        byte[] content = new byte[Block.SIZE + 1];
        int end = 0;
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(data);
            int count = 1;
            while (count > 0) {
                count = inflater.inflate(content, end, content.length - end);
                end += count;
            }
        } catch (DataFormatException _) {
            // What came before it is what it is said to hold.
        }
        return Arrays.copyOf(content, end);
    }

    private static byte[] framed(byte[] data, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return Inputs.joined(
                SizedMember.header(data.length), data, SizedMember.trailer(crc.getValue(), content.length));
    }
}
