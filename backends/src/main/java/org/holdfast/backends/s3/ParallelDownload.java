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

    /// The connection that is read is left where the first part ahead begins, and what was on its way then is lost. For
    /// less than this many parts it would not pay.
    private static final int WORTH_LEAVING = 3;

    private final RemoteObject object;
    private final Ahead ahead;
    private final Deque<PartAhead> parts = new ArrayDeque<>();

    /// What is read: a connection, or a part that was fetched ahead.
    private InputStream current;

    private long position;

    /// Where the connection that is read is left for the first part; the end of the object if it is not.
    private long leaveAt;

    /// From where on it may be.
    private long mayLeaveFrom = READS_ON;

    /// Nanoseconds that the connection took to bring what was read of it.
    private long waited;

    /// Where what is read, or fetched already, ends.
    private long planned;

    /// What all downloads of a store share.
    ///
    /// @param atOnce of one object, with the connection that is read
    /// @param partSize bytes
    /// @param enough bytes a second that one connection need not be faster than; with 0, any will do
    record Ahead(Lanes lanes, PartBuffers buffers, int atOnce, int partSize, long enough) {}

    /// @param whole of the object; closed by this
    ParallelDownload(Download whole, Ahead ahead) {
        this.current = whole;
        this.object = whole.object();
        this.ahead = ahead;
        this.planned = object.size();
        this.leaveAt = object.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long begun = System.nanoTime();
        if (position == leaveAt && position < object.size()) {
            leave();
        }
        int count =
                current.read(bytes, offset, leaveAt > position ? (int) Math.min(length, leaveAt - position) : length);
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

    /// Goes on with the first part, unless the service refuses parts: the connection brings all of it as well.
    private void leave() throws IOException {
        leaveAt = object.size();
        if (parts.getFirst().begins()) {
            next();
            return;
        }
        mayLeaveFrom = Long.MAX_VALUE;
        planned = object.size();
        closeParts();
    }

    private void next() throws IOException {
        current.close();
        current = InputStream.nullInputStream();
        if (parts.isEmpty()) {
            planned = object.size();
            mayLeaveFrom = position + (long) WORTH_LEAVING * ahead.partSize();
            current = Download.of(object, position, planned);
        } else {
            PartAhead part = parts.removeFirst();
            part.lead();
            current = part;
        }
    }

    private void fetchAhead() {
        if (!object.ranges()) {
            return;
        }
        boolean onConnection = current instanceof Download && parts.isEmpty();
        if (onConnection && position >= mayLeaveFrom && isSlow()) {
            beginAhead();
        }
        while (planned < object.size() && parts.size() < ahead.atOnce() - 1 && began(planned)) {}
    }

    private boolean isSlow() {
        return waited / (double) TimeUnit.SECONDS.toNanos(1) > position / (double) ahead.enough();
    }

    private void beginAhead() {
        long first = Math.ceilDiv(position + READS_ON, (long) ahead.partSize()) * ahead.partSize();
        if (object.size() - first >= (long) WORTH_LEAVING * ahead.partSize() && began(first)) {
            leaveAt = first;
        }
    }

    /// @return whether there was room for it
    private boolean began(long from) {
        Optional<Lanes.Lane> lane = ahead.lanes().enterIfFree();
        if (lane.isEmpty()) {
            return false;
        }
        long to = Math.min(object.size(), from + ahead.partSize());
        Optional<PartBuffers.Buffer> buffer = ahead.buffers().takeNow((int) (to - from));
        if (buffer.isEmpty()) {
            lane.get().close();
            return false;
        }
        parts.addLast(new PartAhead(object, from, to, buffer.get(), lane.get()));
        planned = to;
        return true;
    }

    private void closeParts() {
        while (!parts.isEmpty()) {
            parts.removeFirst().close();
        }
    }

    @Override
    public void close() throws IOException {
        closeParts();
        current.close();
        current = InputStream.nullInputStream();
        current.close();
    }
}
