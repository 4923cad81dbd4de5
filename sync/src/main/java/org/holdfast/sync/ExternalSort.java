package org.holdfast.sync;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Sorts any number of elements in flat memory, by sorted runs in temporary files; stable. For one thread, except that
/// [#sorted()] may be called again and again once all is added.
final class ExternalSort<T> implements Closeable {
    private static final int RUN_ELEMENTS = 20_000;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Path directory;
    private final Codec<T> codec;
    private final Comparator<? super T> order;
    private final int runElements;
    private final List<Path> runs = new ArrayList<>();
    private final List<T> rest = new ArrayList<>();
    private boolean restSorted;

    /// @param directory for the temporary files
    ExternalSort(Path directory, Codec<T> codec, Comparator<? super T> order) {
        this(directory, codec, order, RUN_ELEMENTS);
    }

    ExternalSort(Path directory, Codec<T> codec, Comparator<? super T> order, int runElements) {
        this.directory = directory;
        this.codec = codec;
        this.order = order;
        this.runElements = runElements;
    }

    void add(T element) throws IOException {
        rest.add(element);
        restSorted = false;
        if (rest.size() == runElements) {
            spill();
        }
    }

    private void spill() throws IOException {
        rest.sort(order);
        Path run = Files.createTempFile(directory, "sort-", ".tmp", StateFiles.PRIVATE_FILE);
        runs.add(run);
        ByteArrayOutputStream record = new ByteArrayOutputStream(512);
        try (OutputStream out = new BufferedOutputStream(StateFiles.output(run), BUFFER_BYTES)) {
            for (T element : rest) {
                record.reset();
                codec.write(element, new DataOutputStream(record));
                out.write(Frames.framed(record.toByteArray(), record.size()));
            }
        }
        rest.clear();
    }

    /// A pass over all elements in order; those that compare equal in the order they were added.
    Cursor<T> sorted() throws IOException {
        if (!restSorted) {
            rest.sort(order);
            restSorted = true;
        }
        List<Cursor<T>> sources = new ArrayList<>();
        try {
            for (Path run : runs) {
                sources.add(new Run<>(run, codec));
            }
            sources.add(Cursor.of(rest));
            return new Merge<>(sources, order);
        } catch (IOException e) {
            for (Cursor<T> source : sources) {
                source.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
        rest.clear();
    }

    private static final class Run<T> implements Cursor<T> {
        private final InputStream in;
        private final Codec<T> codec;

        Run(Path file, Codec<T> codec) throws IOException {
            this.in = new BufferedInputStream(StateFiles.input(file), BUFFER_BYTES);
            this.codec = codec;
        }

        @Override
        public @Nullable T next() throws IOException {
            byte[] record = Frames.next(in);
            return record == null ? null : codec.read(new DataInputStream(new ByteArrayInputStream(record)));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Merge<T> implements Cursor<T> {
        private record Head<T>(T element, int source) {}

        private final List<Cursor<T>> sources;
        private final PriorityQueue<Head<T>> heads;

        Merge(List<Cursor<T>> sources, Comparator<? super T> order) throws IOException {
            this.sources = sources;
            this.heads = new PriorityQueue<>(
                    Comparator.<Head<T>, T>comparing(Head::element, order).thenComparingInt(Head::source));
            for (int i = 0; i < sources.size(); i++) {
                advance(i);
            }
        }

        private void advance(int source) throws IOException {
            T element = sources.get(source).next();
            if (element != null) {
                heads.add(new Head<>(element, source));
            }
        }

        @Override
        public @Nullable T next() throws IOException {
            Head<T> head = heads.poll();
            if (head == null) {
                return null;
            }
            advance(head.source);
            return head.element;
        }

        @Override
        public void close() throws IOException {
            for (Cursor<T> source : sources) {
                source.close();
            }
        }
    }
}
