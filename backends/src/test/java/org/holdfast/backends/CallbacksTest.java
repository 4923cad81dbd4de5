package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    private final IOException failure = new IOException("the stream's");

    @Test
    void aFailureOfTheStreamWinsOverWhateverTheSourceMakesOfIt() {
        IllegalStateException other = new IllegalStateException("the caller's");
        List<ByteSource> sources = List.of(
                out -> out.write(1), out -> out.write(new byte[10]), out -> swallow(() -> out.write(1)), out -> {
                    swallow(() -> out.write(1));
                    throw other;
                });
        for (ByteSource source : sources) {
            assertThatThrownBy(() -> Callbacks.write(source, new FailingOutput()))
                    .isSameAs(failure);
        }
        assertThat(failure.getSuppressed()).containsExactly(other);
    }

    @Test
    void aFailureWhileFlushingIsTheStreams() {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void flush() throws IOException {
                throw failure;
            }
        };
        assertThatThrownBy(() -> Callbacks.write(o -> o.write(1), out)).isSameAs(failure);
    }

    @Test
    void aFailureOfTheStreamWinsOverWhateverTheSinkMakesOfIt() {
        List<ByteSink> sinks = List.of(
                InputStream::read, InputStream::readAllBytes, in -> in.skipNBytes(1), in -> swallow(in::read), in -> {
                    swallow(in::read);
                    throw new IllegalStateException("the caller's");
                });
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
        for (ByteSink sink : sinks) {
            assertThatThrownBy(() -> Callbacks.read(sink, in)).isSameAs(failure);
        }
    }

    @Test
    void closingTheStreamIsNotTheCallersToDo() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Callbacks.write(
                o -> {
                    try (o) {
                        o.write(1);
                    }
                },
                out);
        InputStream in = new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Callbacks.read(InputStream::close, in);
        assertThat(closed).hasValue(0);
        assertThat(out.size()).isEqualTo(1);
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void swallow(Reading reading) {
        try {
            reading.run();
        } catch (IOException _) {
            // As careless callers do.
        }
    }

    private final class FailingOutput extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw failure;
        }
    }
}
