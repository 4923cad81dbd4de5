package org.holdfast.format.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WriteBehindOutputStreamTest {
    private static final int BLOCK = 1 << 17;
    private static final int MOST_BEHIND = 8 * BLOCK;

    /// A sink of blocks, each of which goes to `write`.
    private abstract static class Sink extends OutputStream {
        @Override
        public final void write(int b) {
            throw new AssertionError("writes are of blocks");
        }

        @Override
        public abstract void write(byte[] bytes, int offset, int length) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * MOST_BEHIND + 77})
    void aFlushMeansThatTheSinkHasEveryByteInOrder(int size) throws IOException {
        byte[] bytes = new byte[size];
        Random random = new Random(size);
        random.nextBytes(bytes);
        AtomicBoolean flushed = new AtomicBoolean();
        ByteArrayOutputStream sink = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushed.set(true);
            }
        };
        try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
            int at = 0;
            while (at < size) {
                int count = Math.min(size - at, 1 + random.nextInt(2 * BLOCK));
                if (random.nextInt(4) == 0) {
                    out.write(bytes[at++]);
                } else {
                    out.write(bytes, at, count);
                    at += count;
                }
            }
            out.flush();
            assertThat(sink.toByteArray()).isEqualTo(bytes);
            assertThat(flushed).isTrue();
        }
    }

    @Test
    void aFlushEndsNothing() throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
            out.write('a');
            out.flush();
            out.write('b');
            out.flush();
            out.flush();
        }
        assertThat(sink.toString(StandardCharsets.US_ASCII)).isEqualTo("ab");
    }

    @Test
    void aFailureOfTheSinkIsThrownAndStays() {
        for (Throwable failure : new Throwable[] {new IOException("full"), new IllegalStateException("bug")}) {
            OutputStream sink = new Sink() {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (failure instanceof IOException e) {
                        throw e;
                    }
                    throw (RuntimeException) failure;
                }
            };
            try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
                byte[] more = new byte[2 * MOST_BEHIND];
                assertThatThrownBy(() -> out.write(more)).isSameAs(failure);
                assertThatThrownBy(() -> out.write(1)).isSameAs(failure);
                assertThatThrownBy(out::flush).isSameAs(failure);
            }
        }
    }

    @Test
    void aFailureInTheLastBlockIsThrownByTheFlush() {
        IOException failure = new IOException("full");
        OutputStream sink = new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
        try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
            assertThatThrownBy(() -> {
                        out.write(new byte[5]);
                        out.flush();
                    })
                    .isSameAs(failure);
        }
    }

    @Test
    void aSlowSinkHoldsTheWriterBack() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        AtomicLong written = new AtomicLong();
        CountDownLatch filled = new CountDownLatch(MOST_BEHIND / BLOCK);
        OutputStream sink = new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                assertThat(written.get() - taken.get()).isLessThanOrEqualTo(MOST_BEHIND);
                taken.addAndGet(length);
            }
        };
        Thread writer = Thread.ofPlatform().start(() -> {
            try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
                for (int i = 0; i < 3 * MOST_BEHIND / BLOCK; i++) {
                    out.write(new byte[BLOCK]);
                    written.addAndGet(BLOCK);
                    filled.countDown();
                }
                out.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        filled.await();
        assertThat(written.get()).isEqualTo(MOST_BEHIND);
        open.countDown();
        writer.join();
        assertThat(taken.get()).isEqualTo(3 * MOST_BEHIND);
    }

    @Test
    void aWriterThatGivesUpInterruptsNobodyAndDropsWhatWaits() {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch leaving = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicLong taken = new AtomicLong();
        Thread writer = Thread.currentThread();
        OutputStream sink = new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                writing.countDown();
                try {
                    leaving.await();
                } catch (InterruptedException _) {
                    interrupted.set(true);
                }
                // From here on, closing is all it can wait for.
                while (writer.getState() != Thread.State.WAITING && writer.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                taken.addAndGet(length);
            }
        };
        assertThatThrownBy(() -> {
                    try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
                        out.write(new byte[5 * BLOCK]);
                        writing.await();
                        leaving.countDown();
                        throw new IllegalStateException("the writer's own");
                    }
                })
                .hasMessage("the writer's own");
        assertThat(interrupted).isFalse();
        assertThat(taken.get()).isEqualTo(BLOCK);
    }

    @Test
    void anInterruptOfTheWriterReachesTheSink() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> atSink = new AtomicReference<>();
        OutputStream sink = new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writing.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    atSink.set(e);
                    throw new InterruptedIOException("stopped");
                }
            }
        };
        AtomicReference<Throwable> atWriter = new AtomicReference<>();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (WriteBehindOutputStream out = new WriteBehindOutputStream(sink)) {
                out.write(new byte[2 * MOST_BEHIND]);
            } catch (IOException e) {
                atWriter.set(e);
            }
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        writing.await();
        writer.interrupt();
        writer.join();
        assertThat(atWriter.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(atSink.get()).isInstanceOf(InterruptedException.class);
        assertThat(stillInterrupted).isTrue();
    }
}
