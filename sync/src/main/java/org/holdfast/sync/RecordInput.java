package org.holdfast.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A record that a [RecordOutput] wrote. Reading beyond its end throws `IllegalArgumentException`. For one thread.
final class RecordInput {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int position;

    /// @param bytes of one frame; not copied
    RecordInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Where the next so many bytes are.
    private int next(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw new IllegalArgumentException("a record ends too soon");
        }
        position += count;
        return position - count;
    }

    boolean isAtEnd() {
        return position == bytes.length;
    }

    byte readByte() {
        return bytes[next(1)];
    }

    boolean readBoolean() {
        return readByte() != 0;
    }

    short readShort() {
        return (short) SHORT.get(bytes, next(Short.BYTES));
    }

    int readInt() {
        return (int) INT.get(bytes, next(Integer.BYTES));
    }

    long readLong() {
        return (long) LONG.get(bytes, next(Long.BYTES));
    }

    byte[] readBytes() {
        int length = readInt();
        int from = next(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }
}
