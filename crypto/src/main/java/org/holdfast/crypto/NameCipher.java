package org.holdfast.crypto;

/// One path segment to a sealed segment and back. Deterministic, since a sync must find the object of a name again
/// without an index; so equal segments under one key seal equally, and their lengths show roughly. Names are bytes, not
/// text. Thread-safe.
public interface NameCipher {
    /// Seals one segment of 1 or more bytes.
    String seal(byte[] segment);

    /// Opens a sealed segment.
    ///
    /// @throws AuthenticationException if it was not sealed with this key or was changed since
    byte[] open(String sealed) throws AuthenticationException;

    /// How many characters (all of them ASCII) [#seal] makes of a segment of so many bytes.
    int sealedLength(int segmentBytes);
}
