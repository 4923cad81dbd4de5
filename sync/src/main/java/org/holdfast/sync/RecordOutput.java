package org.holdfast.sync;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A record in the making, to be written as one of the [Frames]: numbers in big endian, byte strings with their length
/// before them. Used again and again. For one thread.
final class RecordOutput {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[512];
    private int end = Frames.HEAD_BYTES;

    /// Begins the next record.
    RecordOutput reset() {
        end = Frames.HEAD_BYTES;
        return this;
    }

    /// Where so many bytes more may be written.
    private int room(int count) {
        int at = end;
        end = Math.addExact(end, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        return at;
    }

    void writeByte(int value) {
        int at = room(1);
        bytes[at] = (byte) value;
    }

    void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    void writeShort(int value) {
        int at = room(Short.BYTES);
        SHORT.set(bytes, at, (short) value);
    }

    void writeInt(int value) {
        int at = room(Integer.BYTES);
        INT.set(bytes, at, value);
    }

    void writeLong(long value) {
        int at = room(Long.BYTES);
        LONG.set(bytes, at, value);
    }

    void writeBytes(byte[] value) {
        writeInt(value.length);
        int at = room(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
    }

    /// Writes the record as a frame, at once.
    void writeTo(OutputStream out) throws IOException {
        Frames.head(bytes, end);
        out.write(bytes, 0, end);
    }
}
