package org.holdfast.crypto;

import java.io.InputStream;
import java.io.OutputStream;

/// Bytes to sealed bytes and back: confidentiality and integrity of one file's content, not of its name or place.
/// Thread-safe; the streams are not.
public interface FileCipher {
    /// A stream that seals what is written to it. `close()` writes the last block and the tag; without it the result
    /// is not readable. Does not close `sink`. Its `flush()` passes on no unfinished block.
    OutputStream encrypting(OutputStream sink);

    /// A stream of the plain bytes. Reading reports the end only after the whole of `source` proved authentic, and
    /// otherwise throws [AuthenticationException], by then having given out bytes that nobody may trust: publish
    /// nothing before the end. Does not close `source`, reads it to its end.
    InputStream decrypting(InputStream source);

    /// The exact sealed size of `plainSize` bytes.
    ///
    /// @throws IllegalArgumentException if `plainSize` is negative or the result exceeds `Long.MAX_VALUE`
    long sealedSize(long plainSize);
}
