package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// How much garbage sealing makes. Not how fast: what is allocated is the same on every machine, less what the compiler
/// saves.
class AllocationTest {
    private static final int TIMES = 1000;
    private final KeyRing ring = KeyRing.of(Rings.plainKeys());

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static long bytes(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        work.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TIMES; i++) {
            work.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / TIMES;
    }

    @Test
    void ofAName() throws IOException {
        NameCipher names = ring.nameCipher();
        byte[] name = "holiday-2024-06-01.jpg".getBytes(StandardCharsets.US_ASCII);
        assertThat(bytes(() -> names.seal(name))).isLessThan(1_000);
    }

    @Test
    void ofASmallFile() throws IOException {
        FileCipher files = ring.fileCipher(MacCoverage.IV);
        byte[] plain = new byte[1000];
        assertThat(bytes(() -> Rings.seal(files, plain))).isLessThan(12_000);
    }
}
