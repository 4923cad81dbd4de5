package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int MAX_BYTES = 64 << 20;

    private static byte[] frame(byte[] content) throws IOException {
        RecordOutput record = new RecordOutput();
        for (byte one : content) {
            record.writeByte(one);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        record.writeTo(out);
        return out.toByteArray();
    }

    /// Around the sizes at which the buffer of a record grows, and those from which a frame is read in pieces.
    @Test
    void contentOfAnyLengthComesBack() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 503, 504, 505, 1016, 1017, 65_535, 65_536, 65_537, 200_000}) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            byte[] frame = frame(content);
            assertThat(frame).hasSize(Frames.HEAD_BYTES + length);
            InputStream in = new ByteArrayInputStream(frame);
            assertThat(Frames.next(in)).isEqualTo(content);
            assertThat(Frames.next(in)).isNull();
            if (length > 0) {
                InputStream cut = new ByteArrayInputStream(Arrays.copyOf(frame, frame.length - 1));
                assertThatThrownBy(() -> Frames.next(cut)).hasMessage("it ends inside a record");
            }
        }
    }

    @Test
    void aRecordGrowsByMoreThanTwice() throws IOException {
        byte[] value = new byte[10_000];
        Arrays.fill(value, (byte) 7);
        RecordOutput record = new RecordOutput();
        record.writeInt(1);
        record.writeBytes(value);
        record.writeLong(2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        record.writeTo(out);
        RecordInput in =
                new RecordInput(Objects.requireNonNull(Frames.next(new ByteArrayInputStream(out.toByteArray()))));
        assertThat(in.readInt()).isEqualTo(1);
        assertThat(in.readBytes()).isEqualTo(value);
        assertThat(in.readLong()).isEqualTo(2);
        assertThat(in.isAtEnd()).isTrue();
    }

    /// The largest length that is believed leads to the content, which is not there.
    @Test
    void anImpossibleLengthIsRefused() {
        assertThatThrownBy(() -> Frames.next(stated(MAX_BYTES))).hasMessage("it ends inside a record");
        for (int length : new int[] {MAX_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> Frames.next(stated(length))).hasMessage("a record has an impossible length");
        }
    }

    private static InputStream stated(int length) {
        return new ByteArrayInputStream(
                ByteBuffer.allocate(Frames.HEAD_BYTES).putInt(length).array());
    }
}
