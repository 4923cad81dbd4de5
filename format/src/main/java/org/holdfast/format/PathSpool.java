package org.holdfast.format;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.jspecify.annotations.Nullable;

/// Paths in a local file, each ended by a NUL, which no path holds. Turns what is pushed (a listing, a plan) into what
/// is pulled, in flat memory.
final class PathSpool implements Closeable {
    private final Path file;
    private final OutputStream out;
    private long count;

    PathSpool(Path file) throws IOException {
        this.file = file;
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /// May be called from several threads at once; the order is then theirs.
    synchronized void add(BytePath path) throws IOException {
        out.write(path.bytes());
        out.write(0);
        count++;
    }

    synchronized long count() {
        return count;
    }

    /// All paths in the order they came; ends the writing.
    synchronized Cursor<BytePath> paths() throws IOException {
        out.close();
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return new Cursor<>() {
            private final ByteArrayOutputStream name = new ByteArrayOutputStream();

            @Override
            public @Nullable BytePath next() throws IOException {
                name.reset();
                for (int b = in.read(); b != 0; b = in.read()) {
                    if (b < 0 && name.size() > 0) {
                        throw new EOFException(file + " is cut short");
                    }
                    if (b < 0) {
                        return null;
                    }
                    name.write(b);
                }
                return BytePath.of(name.toByteArray());
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
