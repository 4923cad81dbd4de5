package org.holdfast.format.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
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
class ReadAheadInputStreamTest {
    private static final int BLOCK = 1 << 17;
    private static final int MOST_AHEAD = 8 * BLOCK;

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static InputStream failing(Throwable failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                switch (failure) {
                    case IOException e -> throw e;
                    case Error e -> throw e;
                    default -> throw (RuntimeException) failure;
                }
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * MOST_AHEAD + 77})
    void everyByteArrivesInOrder(int size) throws IOException {
        byte[] bytes = noise(size);
        try (ReadAheadInputStream in = new ReadAheadInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void itDoesNotMatterHowItIsRead() throws IOException {
        byte[] bytes = noise(2 * MOST_AHEAD);
        byte[] read = new byte[bytes.length];
        Random random = new Random(20261128);
        try (ReadAheadInputStream in = new ReadAheadInputStream(new ByteArrayInputStream(bytes))) {
            int at = 0;
            while (at < read.length) {
                if (random.nextInt(4) == 0) {
                    read[at++] = (byte) in.read();
                } else {
                    at += in.read(read, at, random.nextInt(Math.min(2 * BLOCK, read.length - at) + 1));
                }
            }
            assertThat(in.read(read, 0, 0)).isZero();
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(read).isEqualTo(bytes);
    }

    @Test
    void aFailureComesBehindTheBytesBeforeItAndStays() throws IOException {
        byte[] bytes = noise(BLOCK + 5);
        for (Throwable failure :
                new Throwable[] {new IOException("lost"), new IllegalStateException("bug"), new OutOfMemoryError("none")
                }) {
            InputStream source = new SequenceInputStream(new ByteArrayInputStream(bytes), failing(failure));
            try (ReadAheadInputStream in = new ReadAheadInputStream(source)) {
                assertThat(in.readNBytes(bytes.length)).isEqualTo(bytes);
                assertThatThrownBy(in::read).isSameAs(failure);
                assertThatThrownBy(() -> in.read(new byte[9])).isSameAs(failure);
            }
        }
    }

    /// A source that counts what was read of it and never ends.
    private static final class Endless extends InputStream {
        private final AtomicLong given = new AtomicLong();
        private final CountDownLatch reached;
        private final long limit;

        Endless(long limit) {
            this.limit = limit;
            this.reached = new CountDownLatch(1);
        }

        @Override
        public int read() {
            throw new AssertionError("reads are of blocks");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (given.addAndGet(length) >= limit) {
                reached.countDown();
            }
            return length;
        }
    }

    @Test
    void aSlowReaderHoldsTheSourceBack() throws Exception {
        Endless source = new Endless(MOST_AHEAD);
        try (ReadAheadInputStream in = new ReadAheadInputStream(source)) {
            source.reached.await();
            in.readNBytes(3 * BLOCK);
        }
        // What was read may have made room for three more blocks, and for nothing else.
        assertThat(source.given.get()).isBetween((long) MOST_AHEAD, (long) MOST_AHEAD + 3 * BLOCK);
    }

    @Test
    void aReaderThatLeavesInterruptsNobodyAndWaitsForTheSource() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        CountDownLatch leaving = new CountDownLatch(1);
        InputStream source = new InputStream() {
            @Override
            public int read() {
                reading.countDown();
                try {
                    leaving.await();
                } catch (InterruptedException _) {
                    interrupted.set(true);
                }
                interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
                returned.set(true);
                return 1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                read();
                return length;
            }
        };
        assertThatThrownBy(() -> {
                    try (ReadAheadInputStream _ = new ReadAheadInputStream(source)) {
                        reading.await();
                        leaving.countDown();
                        throw new IllegalStateException("the reader's own");
                    }
                })
                .hasMessage("the reader's own")
                .hasNoSuppressedExceptions();
        assertThat(returned).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void anInterruptOfTheReaderReachesTheSource() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> atSource = new AtomicReference<>();
        InputStream source = new InputStream() {
            @Override
            public int read() throws IOException {
                reading.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    atSource.set(e);
                    throw new InterruptedIOException("stopped");
                }
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        AtomicReference<Throwable> atReader = new AtomicReference<>();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            try (ReadAheadInputStream in = new ReadAheadInputStream(source)) {
                in.read();
            } catch (IOException e) {
                atReader.set(e);
            }
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        reading.await();
        reader.interrupt();
        reader.join();
        assertThat(atReader.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(atSource.get()).isInstanceOf(InterruptedException.class);
        assertThat(stillInterrupted).isTrue();
    }
}
