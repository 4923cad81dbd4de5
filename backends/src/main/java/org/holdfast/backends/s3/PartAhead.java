package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import org.holdfast.backends.Interruption;
import org.jspecify.annotations.Nullable;

/// A stretch of an object that a thread of its own fetches into memory, whether somebody reads it yet or not. Confined
/// to one thread but for that.
final class PartAhead extends InputStream {
    private static final int PIECE = 64 * 1024;

    private final PartBuffers.Buffer buffer;
    private final int size;
    private final Lanes.Lane lane;
    private final Thread thread;
    private int position;

    // Guarded by this.
    private int arrived;
    private @Nullable Throwable failure;

    /// Begins.
    ///
    /// @param buffer large enough, and from now on this one's
    /// @param lane left once all is there, or this is what somebody reads
    PartAhead(RemoteObject object, long from, long to, PartBuffers.Buffer buffer, Lanes.Lane lane) {
        this.buffer = buffer;
        this.lane = lane;
        this.size = (int) (to - from);
        this.thread = Thread.ofVirtual().start(() -> {
            try (lane;
                    Download in = Download.of(object, from, to)) {
                fetch(in);
            } catch (Throwable thrown) {
                failed(thrown);
            }
        });
    }

    private void fetch(Download in) throws IOException {
        byte[] bytes = buffer.bytes();
        int end = 0;
        while (end < size) {
            // A download ends sooner only by an exception.
            end += in.read(bytes, end, Math.min(PIECE, size - end));
            synchronized (this) {
                arrived = end;
                notifyAll();
            }
        }
    }

    private synchronized void failed(Throwable thrown) {
        failure = thrown;
        notifyAll();
    }

    /// From now on this is what somebody reads, whose own lane counts.
    void lead() {
        lane.close();
    }

    /// Waits for the first byte.
    ///
    /// @return whether it came; else the service refused
    synchronized boolean begins() throws IOException {
        awaitMoreThan(0);
        return arrived > 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position == size) {
            return -1;
        }
        int count = Math.min(length, arrived() - position);
        System.arraycopy(buffer.bytes(), position, bytes, offset, count);
        position += count;
        return count;
    }

    /// Waits for more than was read.
    private synchronized int arrived() throws IOException {
        awaitMoreThan(position);
        if (arrived > position) {
            return arrived;
        }
        switch (failure) {
            case IOException thrown -> throw thrown;
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case null, default -> throw new IllegalStateException(failure);
        }
    }

    private void awaitMoreThan(int count) throws IOException {
        try {
            while (arrived <= count && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    /// Stops fetching, and gives the memory back once nobody writes into it any more.
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        buffer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
