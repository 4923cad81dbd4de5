package org.holdfast.backends;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs callers' sources and sinks on a store's stream, and keeps apart whose failure it was. Stateless.
///
/// A failure of the store's own stream passes through the caller's code, which may swallow it or wrap it. So the
/// stream remembers: once it has failed, that very failure is the outcome, whatever the caller made of it, and an
/// object whose bytes got lost is never published. Any other exception is the caller's and passes unchanged.
///
/// The streams also look at the thread's interrupt flag at every call, and refuse to close what is not the caller's.
public final class Callbacks {
    private Callbacks() {}

    /// Has `source` write to `out`, then flushes `out`; does not close it.
    public static void write(ByteSource source, OutputStream out) throws IOException {
        write(source, out, _ -> {});
    }

    /// As above, and tells `callers` of an exception that is the caller's before it is thrown on.
    public static void write(ByteSource source, OutputStream out, Consumer<Throwable> callers) throws IOException {
        Interruption.check();
        WatchedOutput watched = new WatchedOutput(out);
        try {
            source.writeTo(watched);
            watched.flush();
        } catch (Throwable thrown) {
            throwFirst(watched.failure, thrown);
            callers.accept(thrown);
            throw thrown;
        }
        throwFirst(watched.failure, null);
    }

    /// Has `sink` read from `in`; does not close it.
    public static void read(ByteSink sink, InputStream in) throws IOException {
        read(sink, in, _ -> {});
    }

    /// As above, and tells `callers` of an exception that is the caller's before it is thrown on.
    static void read(ByteSink sink, InputStream in, Consumer<Throwable> callers) throws IOException {
        Interruption.check();
        WatchedInput watched = new WatchedInput(in);
        try {
            sink.readFrom(watched);
        } catch (Throwable thrown) {
            throwFirst(watched.failure, thrown);
            callers.accept(thrown);
            throw thrown;
        }
        throwFirst(watched.failure, null);
    }

    private static void throwFirst(@Nullable IOException ofStream, @Nullable Throwable thrown) throws IOException {
        if (ofStream == null) {
            return;
        }
        if (thrown != null && !ofStream.equals(thrown) && !ofStream.equals(thrown.getCause())) {
            ofStream.addSuppressed(thrown);
        }
        throw ofStream;
    }

    private static final class WatchedOutput extends FilterOutputStream {
        private @Nullable IOException failure;

        WatchedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            try {
                Interruption.check();
                out.write(b);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                Interruption.check();
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        private IOException remembered(IOException e) {
            if (failure == null) {
                failure = e;
            }
            return failure;
        }
    }

    private static final class WatchedInput extends FilterInputStream {
        private @Nullable IOException failure;

        WatchedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                Interruption.check();
                return in.read();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                Interruption.check();
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            try {
                Interruption.check();
                return in.skip(count);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() {}

        private IOException remembered(IOException e) {
            if (failure == null) {
                failure = e;
            }
            return failure;
        }
    }
}
