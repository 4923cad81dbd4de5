package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One object's bytes in order. From far away, a connection by itself brings a fraction of what the line can; where it
/// proves slow, the next parts are fetched on connections of their own while one is read, as lanes and memory allow.
/// What comes fast enough, or is waiting for its reader, comes on one connection: each request costs both sides some
/// milliseconds of the processor's time. Confined to one thread.
final class ParallelDownload extends InputStream {
    /// Who reads no further gets nothing ahead; and a connection shows with less than this how fast it is.
    private static final long READS_ON = 1024 * 1024;

    /// The connection that is read is cut off where the first part ahead begins, and what was on its way then is lost.
    /// For less than this many parts it would not pay.
    private static final int WORTH_CUTTING = 3;

    private final RemoteObject object;
    private final Ahead ahead;
    private final Deque<PartAhead> parts = new ArrayDeque<>();

    /// What is read: a connection, or a part that was fetched ahead.
    private InputStream current;

    private long position;

    /// Nanoseconds that the connection took to bring what was read of it.
    private long waited;

    /// Where what is read, or fetched already, ends.
    private long planned;

    /// What all downloads of a store share.
    ///
    /// @param atOnce of one object, with the connection that is read
    /// @param partSize bytes
    /// @param enough bytes a second that one connection need not be faster than
    record Ahead(Lanes lanes, PartBuffers buffers, int atOnce, int partSize, long enough) {}

    /// @param whole of the object; closed by this
    ParallelDownload(Download whole, Ahead ahead) {
        this.current = whole;
        this.object = whole.object();
        this.ahead = ahead;
        this.planned = whole.end();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long begun = System.nanoTime();
        int count = current.read(bytes, offset, length);
        while (count < 0 && position < object.size()) {
            next();
            count = current.read(bytes, offset, length);
        }
        waited += System.nanoTime() - begun;
        if (count > 0) {
            position += count;
            fetchAhead();
        }
        return count;
    }

    private void next() throws IOException {
        current.close();
        current = InputStream.nullInputStream();
        if (parts.isEmpty()) {
            planned = object.size();
            current = Download.of(object, position, planned);
        } else {
            current = parts.removeFirst();
        }
    }

    private void fetchAhead() {
        if (!object.ranges() || position < READS_ON) {
            return;
        }
        if (parts.isEmpty() && current instanceof Download connection && isSlow()) {
            cutOff(connection);
        }
        while (planned < object.size() && parts.size() < ahead.atOnce() - 1 && began(planned)) {}
    }

    private boolean isSlow() {
        return waited / (double) TimeUnit.SECONDS.toNanos(1) > position / (double) ahead.enough();
    }

    private void cutOff(Download connection) {
        long rest = Math.ceilDiv(position + READS_ON, (long) ahead.partSize()) * ahead.partSize();
        if (object.size() - rest >= (long) WORTH_CUTTING * ahead.partSize() && began(rest)) {
            connection.endAt(rest);
        }
    }

    /// @return whether there was room for it
    private boolean began(long from) {
        if (!ahead.lanes().enterIfFree()) {
            return false;
        }
        long to = Math.min(object.size(), from + ahead.partSize());
        Optional<PartBuffers.Buffer> buffer = ahead.buffers().takeNow((int) (to - from));
        if (buffer.isEmpty()) {
            ahead.lanes().leave();
            return false;
        }
        parts.addLast(new PartAhead(object, from, to, buffer.get(), ahead.lanes()));
        planned = to;
        return true;
    }

    @Override
    public void close() throws IOException {
        current.close();
        while (!parts.isEmpty()) {
            parts.removeFirst().close();
        }
    }
}
