package org.holdfast.format.gzip;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.zip.ZipException;
import org.holdfast.format.pipeline.ReadAheadInputStream;
import org.jspecify.annotations.Nullable;

/// Decompresses gzip (RFC 1952) to the very end of its source, as [StrictGzipInputStream] does; on several processors
/// as far as members tell how long they are, as those of [ParallelGzipOutputStream] do. From the first that does not,
/// on one thread beside the reader's.
///
/// The reading thread decompresses too, and as long as members tell their length, it alone reads the source. Memory is
/// some 512 KiB a member: two members, or two more than twice the threads.
///
/// Throws [EOFException] where the source ends early (also where it is empty), [ZipException] where it is damaged, and
/// what the source threw, the same instance: each behind all content that comes before it, and again at each later
/// read. Must be closed, always from the thread that reads; does not close its source. Not thread-safe.
public final class ParallelGzipInputStream extends InputStream {
    private final InputStream source;
    private final Crew<WholeInflater, Member> crew;
    private final Queue<Member> free = new ArrayDeque<>();
    private final byte[] header = new byte[SizedMember.HEADER_BYTES];
    private @Nullable Member current;

    /// What follows the members that were handed out: the end, other gzip data, or a failure.
    private @Nullable Rest rest;

    private @Nullable InterruptedIOException interrupted;
    private boolean isFirst = true;
    private boolean closed;

    private sealed interface Rest {
        record End() implements Rest {}

        /// @param gunzip decompresses
        /// @param ahead has it do so beside the reader
        record Other(StrictGzipInputStream gunzip, ReadAheadInputStream ahead) implements Rest {}

        record Broken(IOException why) implements Rest {}
    }

    /// @param threads how many processors to use, the reading thread's included; 1 starts no thread
    public ParallelGzipInputStream(InputStream source, Inflaters inflaters, int threads) {
        this.source = source;
        for (int i = 0; i < Crew.jobs(threads); i++) {
            free.add(new Member());
        }
        crew = new Crew<>(inflaters::open, WholeInflater::close, threads);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws InterruptedIOException if the thread is interrupted while it waits
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (interrupted != null) {
            // A member was lost by that.
            throw interrupted;
        }
        if (length == 0) {
            return 0;
        }
        while (current == null || current.isEmpty()) {
            if (current != null) {
                current.requireSound();
                free.add(current);
                current = null;
            }
            handOut();
            if (crew.isEmpty()) {
                return readRest(bytes, offset, length);
            }
            current = oldest();
        }
        return current.take(bytes, offset, length);
    }

    private Member oldest() throws InterruptedIOException {
        try {
            return crew.oldest();
        } catch (InterruptedIOException e) {
            interrupted = e;
            throw e;
        }
    }

    private int readRest(byte[] bytes, int offset, int length) throws IOException {
        return switch (Objects.requireNonNull(rest)) {
            case Rest.End() -> -1;
            case Rest.Other(var _, var ahead) -> ahead.read(bytes, offset, length);
            case Rest.Broken(IOException why) -> throw why;
        };
    }

    /// Hands out members as long as there is room for one more.
    private void handOut() {
        try {
            while (rest == null && !free.isEmpty()) {
                int count = source.readNBytes(header, 0, header.length);
                if (SizedMember.begins(header, count)) {
                    handOutMember();
                } else {
                    rest = count == 0 && !isFirst ? new Rest.End() : other(count);
                }
            }
        } catch (IOException e) {
            rest = new Rest.Broken(e);
        }
    }

    private void handOutMember() {
        isFirst = false;
        Member next = free.remove();
        if (!next.fill(header, source)) {
            // Its content ends with the failure.
            rest = new Rest.End();
        }
        crew.submit(next);
    }

    private Rest other(int begun) {
        InputStream unclosed = new FilterInputStream(source) {
            @Override
            public void close() {
                // Its owner does that.
            }
        };
        StrictGzipInputStream gunzip = new StrictGzipInputStream(
                new SequenceInputStream(new ByteArrayInputStream(header, 0, begun), unclosed));
        return new Rest.Other(gunzip, new ReadAheadInputStream(gunzip));
    }

    @Override
    public void close() {
        closed = true;
        crew.close();
        if (rest instanceof Rest.Other(var gunzip, var ahead)) {
            ahead.close();
            gunzip.close();
        }
    }
}
