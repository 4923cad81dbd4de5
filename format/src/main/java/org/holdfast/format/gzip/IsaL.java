package org.holdfast.format.gzip;

import com.intel.gkl.compression.IntelDeflater;
import com.intel.gkl.compression.IntelInflater;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;

/// Intel's library for storage, which compresses four times as fast as zlib on its fastest level, and more, and
/// decompresses twice as fast. There is one for Linux and macOS on x86-64.
final class IsaL {
    /// Of its levels the one that beats zlib's fastest in size, too.
    private static final int LEVEL = 2;

    /// A process loads a library once; what failed is not tried again.
    private static final boolean LOADED = load();

    private IsaL() {}

    /// Whether it can be used here; loads it if it was not.
    static boolean isLoaded() {
        return LOADED;
    }

    private static boolean load() {
        try {
            Path directory = Files.createTempDirectory("holdfast");
            try {
                return new IntelDeflater(LEVEL, true).load(directory.toFile())
                        && new IntelInflater(true).load(directory.toFile());
            } finally {
                remove(directory);
            }
        } catch (IOException | RuntimeException | LinkageError _) {
            // Such as a directory for temporary files from which nothing may be executed: the JDK compresses as well.
            return false;
        }
    }

    /// What is loaded needs its file no more.
    private static void remove(Path directory) throws IOException {
        File[] unpacked = directory.toFile().listFiles();
        if (unpacked != null) {
            for (File file : unpacked) {
                Files.delete(file.toPath());
            }
        }
        Files.delete(directory);
    }

    static Deflater deflater() {
        return new IntelDeflater(LEVEL, true);
    }

    /// Its decompressor tells neither whether the data ended nor where; only whether it took all it was given, of
    /// which it reads up to 8 bytes ahead. So it is given the data, which it must take: what ends more than 8 bytes
    /// too soon leaves some. And then bytes that no data goes on with, which nothing must become of: where the data
    /// did not end, it makes content of them, or finds them damaged.
    static final class Whole implements WholeInflater {
        /// More than the longest header of a block, so that none is still being read at their end.
        private static final int PROBE_BYTES = 512;

        private final IntelInflater inflater = new IntelInflater(true);
        private final byte[] probe = new byte[PROBE_BYTES];

        Whole() {
            // As a header of a block, all ones are of no known type.
            Arrays.fill(probe, (byte) 0xff);
        }

        @Override
        public boolean inflate(byte[] data, int offset, int length, byte[] content, int size) {
            try {
                inflater.reset();
                inflater.setInput(data, offset, length);
                if (inflater.inflate(content, 0, size + 1) != size || !inflater.finished()) {
                    return false;
                }
                inflater.setInput(probe, 0, probe.length);
                return inflater.inflate(content, size, 1) == 0;
            } catch (RuntimeException _) {
                // That is how it says that data is damaged.
                return false;
            }
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
