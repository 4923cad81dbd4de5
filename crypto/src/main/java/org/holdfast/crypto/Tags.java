package org.holdfast.crypto;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import javax.crypto.Mac;

/// The tags that a file may end with: one for each coverage that the reader accepts, computed side by side over the
/// same stream. Not thread-safe.
///
/// Accepting two coverages gives an attacker nothing. To pass a tag made under one off as the other he would have to
/// shift the file by the four bytes of the magic, and its body would be no multiple of 16 bytes, which is refused
/// before any tag is looked at.
final class Tags {
    private record Tag(MacCoverage coverage, Mac mac) {}

    private final List<Tag> tags;

    Tags(SecretBytes key, Collection<MacCoverage> coverages) {
        tags = coverages.stream()
                .map(coverage -> new Tag(coverage, Primitives.hmac(key)))
                .toList();
    }

    /// Feeds each the part of the header that it covers.
    void begin(byte[] bytes, int headerOffset) {
        for (Tag tag : tags) {
            int from = tag.coverage.from;
            tag.mac.update(bytes, headerOffset + from, Envelope.HEADER_BYTES - from);
        }
    }

    void update(byte[] bytes, int offset, int length) {
        for (Tag tag : tags) {
            tag.mac.update(bytes, offset, length);
        }
    }

    /// Whether the 32 bytes at `offset` are one of the tags; takes the same time whichever it is.
    boolean match(byte[] bytes, int offset) {
        byte[] found = new byte[Envelope.MAC_BYTES];
        System.arraycopy(bytes, offset, found, 0, Envelope.MAC_BYTES);
        boolean match = false;
        for (Tag tag : tags) {
            match |= MessageDigest.isEqual(tag.mac.doFinal(), found);
        }
        return match;
    }
}
