package org.holdfast.format.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipOutputStreamTest {
    private static final int BLOCK = Block.SIZE;

    /// What is used here, native where the build runs on x86-64.
    private static final Deflaters FAST = Deflaters.fast();

    static List<Deflaters> compressors() {
        return List.of(FAST, Deflaters.ofLevel(1), Deflaters.ofLevel(6), Deflaters.ofLevel(9));
    }

    /// So that the tests of the native compressor are none of the JDK's without anybody knowing.
    @Test
    void theNativeCompressorIsLoadedWhereThereIsOne() {
        boolean there = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
                && !System.getProperty("os.name").startsWith("Windows");
        try (Deflater deflater = FAST.open()) {
            assertThat(deflater.getClass().getSimpleName()).isEqualTo(there ? "IntelDeflater" : "Deflater");
        }
    }

    @Test
    void borderSizesComeBack() throws IOException {
        for (int base : List.of(0, 1 << 15, (1 << 16) - 1, 1 << 17, BLOCK, BLOCK + (1 << 15), 2 * BLOCK)) {
            for (int size = Math.max(0, base - 2); size <= base + 2; size++) {
                for (byte[] plain : List.of(Inputs.text(size), Inputs.noise(size), new byte[size])) {
                    for (Deflaters deflaters : List.of(FAST, Deflaters.ofLevel(1))) {
                        byte[] compressed = Inputs.compressed(plain, deflaters, 1);
                        assertThat(Inputs.plain(compressed)).as("%d", size).isEqualTo(plain);
                        assertThat((long) compressed.length)
                                .as("%d", size)
                                .isLessThanOrEqualTo(ParallelGzipOutputStream.largestSize(size));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void theResultDoesNotDependOnThreads(Deflaters deflaters) throws IOException {
        byte[] plain = Inputs.mixture();
        byte[] one = Inputs.compressed(plain, deflaters, 1);
        assertThat(Inputs.plain(one)).isEqualTo(plain);
        for (int threads : List.of(2, 4)) {
            assertThat(Inputs.compressed(plain, deflaters, threads)).isEqualTo(one);
        }
    }

    @Test
    void theResultDoesNotDependOnHowItIsWritten() throws IOException {
        byte[] plain = Inputs.mixture();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long seed = 20261122;
        Random random = new Random(seed);
        try (ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(out, FAST, 2)) {
            int at = 0;
            while (at < plain.length) {
                int count = Math.min(plain.length - at, random.nextInt(3) == 0 ? 1 : random.nextInt(2 * BLOCK));
                if (count == 1) {
                    gzip.write(plain[at]);
                } else {
                    gzip.write(plain, at, count);
                }
                gzip.flush();
                at += count;
            }
        }
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(Inputs.compressed(plain, FAST, 1));
    }

    @Test
    void nothingIsOneEmptyMember() throws IOException {
        assertThat(HexFormat.of().formatHex(Inputs.compressed(new byte[0])))
                .isEqualTo(
                        "1f8b08040000000000ff" + "0800" + "48460400" + "21000000" + "010000ffff" + "0000000000000000");
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void othersReadIt(Deflaters deflaters, @TempDir Path scratch) throws Exception {
        byte[] plain = Inputs.mixture();
        byte[] compressed = Inputs.compressed(plain, deflaters, 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(plain);

        Path file = Files.write(scratch.resolve("a.gz"), compressed);
        assertThat(output("gzip", "-t", "-v", file.toString())).isEmpty();
        assertThat(output("gzip", "-dc", file.toString())).isEqualTo(plain);
        String python = "import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())";
        assertThat(output("python3", "-c", python, file.toString())).isEqualTo(plain);
    }

    private static byte[] output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return output;
    }

    @Test
    void noiseIsStored() throws IOException {
        byte[] plain = Inputs.noise(4 * BLOCK);
        // Header, which tells the size, and trailer; five bytes for each 64 KiB less one.
        assertThat(Inputs.compressed(plain)).hasSize(plain.length + 4 * (20 + 8 + 5 * 5));
    }

    @Test
    void noiseThatIsShortTakesLittleMoreThanItself() throws IOException {
        assertThat(Inputs.compressed(Inputs.noise(100))).hasSize(100 + 20 + 8 + 5);
    }

    @Test
    void repetitionsAreFoundInWhatLooksLikeNoise() throws IOException {
        assertThat(Inputs.compressed(Inputs.repeatedNoise(4 * BLOCK))).hasSizeLessThan(4 * BLOCK / 10);
    }

    @Test
    void whatIsNoiseOnlyWhereBytesAreCountedIsCompressed() throws IOException {
        byte[] plain = Inputs.noise(4 * BLOCK);
        for (int page = 0; page < plain.length; page += 4096) {
            Arrays.fill(plain, page + 512, page + 4096, (byte) 0);
        }
        assertThat(Inputs.compressed(plain)).hasSizeLessThan(plain.length / 4);
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> Deflaters.ofLevel(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Deflaters.ofLevel(10));
        assertThatIllegalArgumentException().isThrownBy(() -> Inputs.compressed(new byte[0], FAST, 0));
    }

    /// Keeps what it took until it refuses to take more.
    private static final class FullDisk extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int capacity;

        FullDisk(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (taken.size() + length > capacity) {
                throw new IOException("disk full");
            }
            taken.write(bytes, offset, length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aFailedSinkNeverGetsAnEnd(int threads) throws IOException {
        FullDisk disk = new FullDisk(BLOCK);
        ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(disk, FAST, threads);
        assertThatIOException()
                .isThrownBy(() -> gzip.write(Inputs.noise(20 * BLOCK)))
                .withMessage("disk full");
        int before = disk.taken.size();
        assertThatIOException().isThrownBy(() -> gzip.write(1)).withMessage("compression failed before");
        gzip.close();
        gzip.close();
        assertThat(disk.taken.size()).isEqualTo(before);
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Inputs.plain(disk.taken.toByteArray()));
    }

    @Test
    void aSinkThatFailsAtTheEndIsReportedByClose() throws IOException {
        ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(new FullDisk(20), FAST, 2);
        gzip.write(Inputs.noise(1000));
        assertThatIOException().isThrownBy(gzip::close).withMessage("disk full");
        gzip.close();
    }

    @Test
    void refusesToWriteAfterTheEnd() throws IOException {
        ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(new ByteArrayOutputStream(), FAST, 1);
        gzip.close();
        assertThatIOException().isThrownBy(() -> gzip.write(1)).withMessage("the stream is closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptStopsIt(int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(out, FAST, threads);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> gzip.write(Inputs.text(20 * BLOCK)));
        gzip.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Inputs.plain(out.toByteArray()));
    }

    @Test
    void anInterruptStopsItsEndToo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(out, FAST, 2);
        gzip.write(Inputs.text(10));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(gzip::close);
        assertThat(Thread.interrupted()).isTrue();
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Inputs.plain(out.toByteArray()));
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        Set<Thread> before = gzipThreads();
        ParallelGzipOutputStream complete = new ParallelGzipOutputStream(new ByteArrayOutputStream(), FAST, 3);
        ParallelGzipOutputStream failed = new ParallelGzipOutputStream(new FullDisk(10), FAST, 3);
        Set<Thread> started = gzipThreads();
        started.removeAll(before);
        assertThat(started).hasSize(4).allMatch(Thread::isDaemon);

        complete.write(Inputs.text(3 * BLOCK));
        complete.close();
        assertThatIOException().isThrownBy(() -> failed.write(Inputs.noise(20 * BLOCK)));
        failed.close();
        for (Thread thread : started) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void oneThreadStartsNone() throws IOException {
        Set<Thread> before = gzipThreads();
        try (ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(new ByteArrayOutputStream(), FAST, 1)) {
            gzip.write(Inputs.text(3 * BLOCK));
            Set<Thread> started = gzipThreads();
            started.removeAll(before);
            assertThat(started).isEmpty();
        }
    }

    private static Set<Thread> gzipThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gzip-"))
                .collect(Collectors.toSet());
    }

    /// A slow sink must hold the writer back, or memory would fill.
    @Test
    void aSinkThatWaitsHoldsTheWriterBack() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("single bytes are slow");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (out.size() > 0) {
                    reached.countDown();
                    awaitUninterruptibly(release);
                }
                out.write(bytes, offset, length);
            }
        };
        byte[] plain = Inputs.text(40 * BLOCK);
        int[] accepted = new int[1];
        Thread writer = Thread.ofPlatform().start(() -> {
            try (ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(slow, FAST, 2)) {
                for (int at = 0; at < plain.length; at += BLOCK) {
                    gzip.write(plain, at, BLOCK);
                    accepted[0]++;
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        reached.await();
        assertThat(accepted[0]).isLessThan(10);
        release.countDown();
        writer.join();
        assertThat(Inputs.plain(out.toByteArray())).isEqualTo(plain);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
