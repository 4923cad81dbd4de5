package org.holdfast.format.gzip;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A gzip member on its way to its content: filled by the reader, decompressed by any one thread, emptied by the
/// reader.
final class Member extends Job<WholeInflater> {
    private final byte[] member = new byte[(int) Block.largestSize(Block.SIZE)];

    /// With room for one byte too many, which shows that it is one.
    private final byte[] content = new byte[Block.SIZE + 1];

    private int stated;
    private int size;

    /// What is not yet taken lies from `start` to `end`.
    private int start;

    private int end;
    private @Nullable IOException brokenBy;
    private @Nullable IOException damage;

    /// Reads the rest of a member, as far as there is one.
    ///
    /// @param header of [SizedMember#HEADER_BYTES]
    /// @return whether it is complete; if not, its content ends with what its source threw, if it did
    boolean fill(byte[] header, InputStream source) {
        System.arraycopy(header, 0, member, 0, SizedMember.HEADER_BYTES);
        stated = SizedMember.size(header);
        size = SizedMember.HEADER_BYTES;
        brokenBy = null;
        try {
            for (int count = 0; count >= 0 && size < stated; count = source.read(member, size, stated - size)) {
                size += count;
            }
        } catch (IOException e) {
            brokenBy = e;
        }
        return size == stated;
    }

    @Override
    void work(WholeInflater inflater) {
        start = 0;
        end = 0;
        damage = null;
        if (isInflated(inflater)) {
            end = SizedMember.contentSize(member, size);
        } else {
            inflateStrictly();
        }
    }

    /// Whether what the member says it has is in `content` then.
    boolean isInflated(WholeInflater inflater) {
        if (size < stated) {
            return false;
        }
        int contentSize = SizedMember.contentSize(member, size);
        int deflated = size - SizedMember.FRAME_BYTES;
        if (contentSize < 0
                || contentSize > Block.SIZE
                || !inflater.inflate(member, SizedMember.HEADER_BYTES, deflated, content, contentSize)) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(content, 0, contentSize);
        return (int) crc.getValue() == SizedMember.checksum(member, size);
    }

    /// Tells what is wrong, after all content that comes before it.
    private void inflateStrictly() {
        damage = brokenBy;
        try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(member, 0, size))) {
            for (int count = 0; count >= 0; count = in.read(content, end, content.length - end)) {
                end += count;
                if (end > Block.SIZE) {
                    throw new ZipException("damaged gzip data: a member is larger than it may be");
                }
            }
        } catch (EOFException e) {
            damage = Objects.requireNonNullElse(brokenBy, e);
        } catch (IOException e) {
            damage = e;
        }
    }

    boolean isEmpty() {
        return start == end;
    }

    /// Gives away up to so many bytes of content, and tells how many there were.
    int take(byte[] to, int offset, int length) {
        int count = Math.min(length, end - start);
        System.arraycopy(content, start, to, offset, count);
        start += count;
        return count;
    }

    /// To be called when it is empty.
    ///
    /// @throws IOException if it is damaged or cut short, behind what it gave, or could not be decompressed
    void requireSound() throws IOException {
        if (failure() != null) {
            throw new IOException("decompression failed", failure());
        }
        if (damage != null) {
            throw damage;
        }
    }
}
