package org.holdfast.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.KeyRing;
import org.holdfast.crypto.NameCipher;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Sealing and opening one segment of a path.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NameBenchmark {
    /// Bytes of the segment; 159 is the longest whose sealed name fits a file system.
    @Param({"12", "159"})
    public int length;

    private final NameCipher cipher = KeyRing.of(new byte[128]).nameCipher();
    private byte[] segment = {};
    private String sealed = "";

    @Setup
    public void prepare() {
        segment = new byte[length];
        Random random = new Random(1);
        for (int i = 0; i < length; i++) {
            segment[i] = (byte) ('a' + random.nextInt(26));
        }
        sealed = cipher.seal(segment);
    }

    @Benchmark
    public String seal() {
        return cipher.seal(segment);
    }

    @Benchmark
    public byte[] open() throws AuthenticationException {
        return cipher.open(sealed);
    }
}
