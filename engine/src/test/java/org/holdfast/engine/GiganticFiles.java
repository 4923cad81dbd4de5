package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// More than any memory holds: files of 10 GiB that take hardly any of the disk.
final class GiganticFiles {
    private static final long SIZE = 10L << 30;
    private static final int FILES = 4;

    private GiganticFiles() {}

    /// @param noise how much of the first one cannot be compressed; the rest is zeros
    static Path in(Path directory, long noise) throws IOException {
        Files.createDirectories(directory);
        Random random = new Random(6);
        byte[] block = new byte[1 << 20];
        try (OutputStream first = Files.newOutputStream(directory.resolve("file0"))) {
            for (long left = noise; left > 0; left -= block.length) {
                random.nextBytes(block);
                first.write(block);
            }
        }
        for (int i = 0; i < FILES; i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("file" + i).toFile(), "rw")) {
                file.setLength(SIZE);
            }
        }
        return directory;
    }
}
