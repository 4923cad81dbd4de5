package org.holdfast.format.gzip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A gzip member on its way to its content: filled by the reader, decompressed by any one thread, emptied by the
/// reader.
final class Member extends Job<Inflater> {
    private final byte[] member = new byte[(int) Block.largestSize(Block.SIZE)];

    /// With room for one byte too many, which shows that it is one.
    private final byte[] content = new byte[Block.SIZE + 1];

    private int stated;
    private int size;

    /// What is not yet taken lies from `start` to `end`.
    private int start;

    private int end;
    private @Nullable IOException damage;

    /// Reads the rest of a member, as far as there is one.
    ///
    /// @param header of [SizedMember#HEADER_BYTES]
    /// @return whether it is complete
    boolean fill(byte[] header, InputStream source) throws IOException {
        System.arraycopy(header, 0, member, 0, SizedMember.HEADER_BYTES);
        stated = SizedMember.size(header);
        size = SizedMember.HEADER_BYTES
                + source.readNBytes(member, SizedMember.HEADER_BYTES, stated - SizedMember.HEADER_BYTES);
        return size == stated;
    }

    @Override
    void work(Inflater inflater) {
        start = 0;
        damage = null;
        if (!isInflated(inflater)) {
            inflateStrictly();
        }
    }

    /// Whether that gave what the member says it has.
    boolean isInflated(Inflater inflater) {
        int contentSize = SizedMember.contentSize(member, size);
        if (size < stated || contentSize < 0 || contentSize > Block.SIZE) {
            return false;
        }
        try {
            inflater.reset();
            inflater.setInput(member, SizedMember.HEADER_BYTES, size - SizedMember.FRAME_BYTES);
            end = inflater.inflate(content, 0, contentSize + 1);
        } catch (DataFormatException | RuntimeException _) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(content, 0, end);
        return inflater.finished() && end == contentSize && (int) crc.getValue() == SizedMember.checksum(member, size);
    }

    /// Tells what is wrong, after all content that comes before it.
    private void inflateStrictly() {
        end = 0;
        try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(member, 0, size))) {
            for (int count = 0; count >= 0; count = in.read(content, end, content.length - end)) {
                end += count;
                if (end > Block.SIZE) {
                    throw new ZipException("damaged gzip data: a member is larger than it may be");
                }
            }
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
