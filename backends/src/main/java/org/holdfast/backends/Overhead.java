package org.holdfast.backends;

/// What a store's way of keeping objects adds to names and contents, so that callers can tell beforehand whether a name
/// fits, and afterwards whether an object is whole. Pure functions.
public interface Overhead {
    /// Names and contents are kept as they are.
    Overhead NONE = new Overhead() {
        @Override
        public int storedNameBytes(int nameBytes) {
            return nameBytes;
        }

        @Override
        public long storedSize(long size) {
            return size;
        }
    };

    /// The stored length of a key segment of so many bytes.
    int storedNameBytes(int nameBytes);

    /// The stored size of an object of so many bytes.
    long storedSize(long size);
}
