package org.holdfast.servers.faults;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/// The bytes of a body, without what frames them.
interface BodyReader {
    /// At least one byte into the buffer, or -1 at the end of the body.
    ///
    /// @throws EOFException if the other side closed before the end
    int read(byte[] buffer) throws IOException;

    /// Fields that came after the last chunk; call at the end only.
    default List<Header> trailers() {
        return List.of();
    }

    /// As many as Content-Length said.
    final class OfLength implements BodyReader {
        private final WireInput in;
        private long rest;

        OfLength(WireInput in, long length) {
            this.in = in;
            this.rest = length;
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            if (rest == 0) {
                return -1;
            }
            int read = some(in, buffer, rest);
            rest -= read;
            return read;
        }
    }

    /// Chunks until the empty one, and the trailers after it.
    final class OfChunks implements BodyReader {
        private final WireInput in;
        private List<Header> trailers = List.of();
        private long rest;
        private boolean ended;

        OfChunks(WireInput in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            if (rest == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int read = some(in, buffer, rest);
            rest -= read;
            if (rest == 0) {
                in.someLine();
            }
            return read;
        }

        private void nextChunk() throws IOException {
            rest = Long.parseLong(in.someLine().replaceFirst(";.*", "").strip(), 16);
            if (rest == 0) {
                ended = true;
                trailers = Head.fields(in);
            }
        }

        @Override
        public List<Header> trailers() {
            return trailers;
        }
    }

    private static int some(WireInput in, byte[] buffer, long limit) throws IOException {
        int read = in.read(buffer, limit);
        if (read < 0) {
            throw new EOFException("closed in mid-body");
        }
        return read;
    }
}
