package org.holdfast.format.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a [ParallelGzipInputStream] ends: with its source, its threads and its reader.
class ParallelGzipLifeTest {
    /// Fails where its bytes end.
    private static InputStream failing(byte[] bytes, IOException why) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, length);
                if (count < 0) {
                    throw why;
                }
                return count;
            }
        };
    }

    @Test
    void aFailureOfTheSourceComesBehindWhatCameBeforeItAndAgain() throws IOException {
        byte[] sized = Inputs.compressed(Inputs.text(3 * Block.SIZE));
        byte[] other = Inputs.otherMember(Inputs.HELLO);
        IOException why = new IOException("not authentic");
        // A source that proves itself only at its end must be asked for it.
        for (byte[] bytes : List.of(sized, Inputs.joined(sized, other), Arrays.copyOf(sized, sized.length - 5))) {
            try (InputStream in = new ParallelGzipInputStream(failing(bytes, why), Outcome.FAST, 2)) {
                Outcome outcome = Outcome.of(in);
                assertThat(outcome.content()).isEqualTo(Outcome.inTurn(bytes).content());
                assertThat(outcome.failure()).isSameAs(why);
                assertThatIOException().isThrownBy(in::read).isSameAs(why);
            }
        }
    }

    @Test
    void aFailureOfTheSourceIsToldEvenIfAMemberSaysThatItIsLonger() throws IOException {
        byte[] member = Inputs.sizedMember(Inputs.HELLO);
        System.arraycopy(SizedMember.header(member.length - SizedMember.FRAME_BYTES + 50), 0, member, 0, 20);
        IOException why = new IOException("not authentic");
        try (InputStream in = new ParallelGzipInputStream(failing(member, why), Outcome.FAST, 2)) {
            Outcome outcome = Outcome.of(in);
            assertThat(outcome.content()).isEqualTo(Inputs.HELLO);
            assertThat(outcome.failure()).isSameAs(why);
        }
    }

    @Test
    void leavesItsSourceOpen() throws IOException {
        InputStream source = new FilterInputStream(new ByteArrayInputStream(Inputs.otherMember(Inputs.HELLO))) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        try (InputStream in = new ParallelGzipInputStream(source, Outcome.FAST, 1)) {
            assertThat(in.readAllBytes()).isEqualTo(Inputs.HELLO);
        }
    }

    @Test
    void keepsFailingOnceItFailed() throws IOException {
        byte[] member = Inputs.sizedMember(Inputs.HELLO);
        byte[] damaged = Inputs.joined(Inputs.changed(member, member.length - 5, 1), member);
        ParallelGzipInputStream in = new ParallelGzipInputStream(new ByteArrayInputStream(damaged), Outcome.FAST, 1);
        assertThatExceptionOfType(ZipException.class).isThrownBy(in::readAllBytes);
        assertThatExceptionOfType(ZipException.class).isThrownBy(in::read);
        in.close();
        assertThatIOException().isThrownBy(in::read).withMessage("the stream is closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptStopsIt(int threads) throws IOException {
        byte[] compressed = Inputs.compressed(Inputs.text(20 * Block.SIZE));
        try (InputStream in =
                new ParallelGzipInputStream(new ByteArrayInputStream(compressed), Outcome.FAST, threads)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::readAllBytes);
            assertThat(Thread.interrupted()).isTrue();
            // What it would have given is lost.
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::read);
        }
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        Set<Thread> before = threads();
        byte[] compressed =
                Inputs.joined(Inputs.compressed(Inputs.text(20 * Block.SIZE)), Inputs.otherMember(Inputs.HELLO));
        ParallelGzipInputStream whole =
                new ParallelGzipInputStream(new ByteArrayInputStream(compressed), Outcome.FAST, 3);
        ParallelGzipInputStream part =
                new ParallelGzipInputStream(new ByteArrayInputStream(compressed), Outcome.FAST, 3);
        assertThat(part.read()).isPositive();
        Set<Thread> started = threads();
        started.removeAll(before);
        assertThat(started).hasSize(4).allMatch(Thread::isDaemon);
        whole.readAllBytes();
        whole.close();
        part.close();
        started.addAll(threads());
        started.removeAll(before);
        for (Thread thread : started) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("gzip-") || thread.getName().equals("read-ahead"))
                .collect(Collectors.toSet());
    }

    @Test
    void readsNoFartherAheadThanItMay() throws IOException {
        byte[] compressed = Inputs.compressed(Inputs.noise(40 * Block.SIZE));
        ByteArrayInputStream source = new ByteArrayInputStream(compressed);
        try (InputStream in = new ParallelGzipInputStream(source, Outcome.FAST, 2)) {
            assertThat(in.readNBytes(10 * Block.SIZE)).hasSize(10 * Block.SIZE);
            int members = (compressed.length - source.available()) / Block.SIZE;
            assertThat(members).isBetween(10, 16);
        }
    }
}
