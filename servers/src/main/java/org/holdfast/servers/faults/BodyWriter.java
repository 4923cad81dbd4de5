package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Frames the bytes of a body.
interface BodyWriter {
    void write(byte[] buffer, int from, int length) throws IOException;

    void end(List<Header> trailers) throws IOException;

    /// As they are.
    record Plain(OutputStream out) implements BodyWriter {
        @Override
        public void write(byte[] buffer, int from, int length) throws IOException {
            out.write(buffer, from, length);
            out.flush();
        }

        @Override
        public void end(List<Header> trailers) {}
    }

    /// Each piece a chunk.
    record InChunks(OutputStream out) implements BodyWriter {
        @Override
        public void write(byte[] buffer, int from, int length) throws IOException {
            if (length == 0) {
                return;
            }
            out.write(ascii(Integer.toHexString(length) + "\r\n"));
            out.write(buffer, from, length);
            out.write(ascii("\r\n"));
            out.flush();
        }

        @Override
        public void end(List<Header> trailers) throws IOException {
            StringBuilder text = new StringBuilder("0\r\n");
            trailers.forEach(trailer -> text.append(trailer).append("\r\n"));
            out.write(ascii(text.append("\r\n").toString()));
            out.flush();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
