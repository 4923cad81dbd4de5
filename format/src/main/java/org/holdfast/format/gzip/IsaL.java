package org.holdfast.format.gzip;

import com.intel.gkl.compression.IntelDeflater;
import com.intel.gkl.compression.IntelInflater;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;

/// Intel's library for storage, which compresses four times as fast as zlib on its fastest level, and more, and
/// decompresses twice as fast. There is one for Linux and macOS on x86-64.
final class IsaL {
    /// Of its levels the one that beats zlib's fastest in size, too.
    private static final int LEVEL = 2;

    /// A process loads a library once.
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

    /// Its decompressor tells neither whether the data ended nor where; only whether it took all it was given. So
    /// it is given more: data that ends leaves some of that, as it reads at most 8 bytes ahead; where data does not
    /// end, it goes on, and makes more content of it, finds it damaged, or takes it all.
    static final class Whole implements WholeInflater {
        private final IntelInflater inflater = new IntelInflater(true);

        @Override
        public boolean inflate(byte[] data, int offset, int length, byte[] content, int size) {
            try {
                inflater.reset();
                inflater.setInput(data, offset, length + SPARE_BYTES);
                return inflater.inflate(content, 0, size + 1) == size && !inflater.finished();
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
