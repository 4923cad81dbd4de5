package org.holdfast.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.holdfast.crypto.FileCipher;
import org.holdfast.crypto.KeyRing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Sealing and opening the content of one file.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EnvelopeBenchmark {
    /// Bytes of the file.
    @Param({"65536", "16777216"})
    public int size;

    private final FileCipher cipher = KeyRing.of(new byte[128]).fileCipher();
    private final byte[] buffer = new byte[1 << 16];
    private byte[] plain = {};
    private byte[] sealed = {};

    @Setup
    public void prepare() throws IOException {
        plain = new byte[size];
        new Random(1).nextBytes(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + 1024);
        sealTo(out);
        sealed = out.toByteArray();
    }

    @Benchmark
    public void seal() throws IOException {
        sealTo(OutputStream.nullOutputStream());
    }

    private void sealTo(OutputStream sink) throws IOException {
        try (OutputStream out = cipher.encrypting(sink)) {
            for (int at = 0; at < size; at += buffer.length) {
                out.write(plain, at, Math.min(buffer.length, size - at));
            }
        }
    }

    @Benchmark
    public long open() throws IOException {
        long total = 0;
        try (InputStream in = cipher.decrypting(new ByteArrayInputStream(sealed))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
            }
        }
        return total;
    }
}
