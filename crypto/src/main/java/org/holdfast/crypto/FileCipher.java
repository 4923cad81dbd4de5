package org.holdfast.crypto;

import java.io.InputStream;
import java.io.OutputStream;

/// Bytes to sealed bytes and back: confidentiality and integrity of one file's content, not of its name or place.
/// Thread-safe; the streams are not.
public interface FileCipher {
    /// A stream that seals what is written to it. `close()` writes the last block and the tag; without it the result
    /// is not readable. Does not close `sink`. Its `flush()` passes on no unfinished block.
    OutputStream encrypting(OutputStream sink);

    /// As [#encrypting(OutputStream)], but gives the same sealed bytes whenever the same plain bytes are
    /// written under the same nonce: for an upload that is to go on where an earlier one was cut off.
    ///
    /// A nonce names one content for ever. Two contents under one nonce show whoever sees both how many blocks
    /// they have in common at their beginning; each content by itself stays secret, and what is sealed stays
    /// authentic.
    ///
    /// The IV is a pseudo-random function of the nonce, under a key of the ring. CBC needs an IV that nobody
    /// can foresee before the plain text is fixed, and without the key this one is as good as drawn by chance,
    /// as long as its nonce is new. The same nonce a second time, with the same content, gives the same bytes
    /// again and so shows nothing but that. The tag covers the IV and what follows, as always.
    ///
    /// @param nonce any bytes; they show nowhere in the result
    OutputStream encrypting(OutputStream sink, byte[] nonce);

    /// A stream of the plain bytes. Reading reports the end only after the whole of `source` proved authentic, and
    /// otherwise throws [AuthenticationException], by then having given out bytes that nobody may trust: publish
    /// nothing before the end. Does not close `source`, reads it to its end.
    InputStream decrypting(InputStream source);

    /// The exact sealed size of `plainSize` bytes.
    ///
    /// @throws IllegalArgumentException if `plainSize` is negative or the result exceeds `Long.MAX_VALUE`
    long sealedSize(long plainSize);
}
