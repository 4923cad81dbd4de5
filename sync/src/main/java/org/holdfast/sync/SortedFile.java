package org.holdfast.sync;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// Records in strictly ascending path order: a header, the records, a trailer with their number. Whatever is missing,
/// added, changed or swapped is noticed by whoever reads to the end.
final class SortedFile {
    /// @param kind tells files of one use from those of another; the last byte is a version
    /// @param run a number that grows with every run, see [SyncIndex]
    record Header(int kind, long run, String generation) {}

    private static final byte RECORD = 1;
    private static final byte TRAILER = 2;
    private static final int BUFFER_BYTES = 64 * 1024;

    private SortedFile() {}

    /// Whether a file is one of `kind` but for the version. False for a missing or damaged one.
    static boolean isOtherVersion(Path file, int kind) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (InputStream in = StateFiles.input(file)) {
            byte[] header = Frames.next(in);
            int found = header == null || header.length < Integer.BYTES
                    ? 0
                    : ByteBuffer.wrap(header).getInt();
            return found != kind && found >>> Byte.SIZE == kind >>> Byte.SIZE;
        } catch (Frames.TornException _) {
            return false;
        }
    }

    /// For one thread.
    static final class Writer<T> implements Closeable {
        private final OutputStream out;
        private final Codec<T> codec;
        private final RecordOutput record = new RecordOutput();
        private @Nullable BytePath last;
        private long count;

        Writer(Path file, Header header, Codec<T> codec) throws IOException {
            StateFiles.create(file);
            this.out = new BufferedOutputStream(StateFiles.output(file), BUFFER_BYTES);
            this.codec = codec;
            try {
                record.writeInt(header.kind);
                record.writeLong(header.run);
                Codec.writeText(header.generation, record);
                record.writeTo(out);
            } catch (IOException e) {
                out.close();
                throw e;
            }
        }

        void add(T element) throws IOException {
            BytePath path = codec.path(element);
            if (last != null && last.compareTo(path) >= 0) {
                throw new IllegalArgumentException(path + " does not come after " + last);
            }
            last = path;
            record.reset().writeByte(RECORD);
            codec.write(element, record);
            record.writeTo(out);
            count++;
        }

        /// Writes the trailer and closes. Without it the file is damaged.
        void finish() throws IOException {
            record.reset().writeByte(TRAILER);
            record.writeLong(count);
            record.writeTo(out);
            out.close();
        }

        long count() {
            return count;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// For one thread.
    static final class Reader<T> implements Cursor<T> {
        private final Path file;
        private final InputStream in;
        private final Codec<T> codec;
        private final Header header;
        private @Nullable BytePath last;
        private long count;
        private boolean ended;

        /// @throws DamagedFileException if it is no file of that kind
        Reader(Path file, int kind, Codec<T> codec) throws IOException {
            this.file = file;
            this.codec = codec;
            this.in = new BufferedInputStream(StateFiles.input(file), BUFFER_BYTES);
            try {
                this.header = header(kind);
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }

        private Header header(int kind) throws IOException {
            return decoded(data -> {
                if (data.readInt() != kind) {
                    throw new IllegalArgumentException("it is of another kind or version");
                }
                return new Header(kind, data.readLong(), Codec.readText(data));
            });
        }

        Header header() {
            return header;
        }

        /// The number of elements so far.
        long count() {
            return count;
        }

        @Override
        public @Nullable T next() throws IOException {
            if (ended) {
                return null;
            }
            T element = this.<@Nullable T>decoded(data -> {
                if (data.readByte() == RECORD) {
                    return codec.read(data);
                }
                if (data.readLong() != count) {
                    throw new IllegalArgumentException("the number of records is wrong");
                }
                return null;
            });
            if (element == null) {
                ended = true;
                if (in.read() >= 0) {
                    throw new DamagedFileException(file, "something follows its end");
                }
                return null;
            }
            BytePath path = codec.path(element);
            if (last != null && last.compareTo(path) >= 0) {
                throw new DamagedFileException(file, "the records are out of order");
            }
            last = path;
            count++;
            return element;
        }

        @FunctionalInterface
        private interface Decoder<R extends @Nullable Object> {
            R decode(RecordInput data);
        }

        private <R extends @Nullable Object> R decoded(Decoder<R> decoder) throws IOException {
            byte[] record;
            try {
                record = Frames.next(in);
            } catch (Frames.TornException e) {
                throw new DamagedFileException(file, String.valueOf(e.getMessage()));
            }
            if (record == null) {
                throw new DamagedFileException(file, "its end is missing");
            }
            RecordInput data = new RecordInput(record);
            R result;
            try {
                result = decoder.decode(data);
            } catch (IllegalArgumentException e) {
                throw new DamagedFileException(file, String.valueOf(e.getMessage()));
            }
            if (!data.isAtEnd()) {
                throw new DamagedFileException(file, "a record is too long");
            }
            return result;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
