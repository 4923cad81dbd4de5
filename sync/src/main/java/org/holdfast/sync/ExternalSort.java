package org.holdfast.sync;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
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
    /// Few enough that Java throws them away while they are young: thousands more would fill the old part of its heap
    /// with what nobody needs any more, at each run anew.
    private static final int RUN_ELEMENTS = 2_000;

    /// Bounds the files that are open at the same time.
    private static final int FAN_IN = 64;

    /// Small, since those of all runs that are merged live as long as the merge, and so grow old too.
    private static final int BUFFER_BYTES = 4 * 1024;

    private final Path directory;
    private final Codec<T> codec;
    private final Comparator<? super T> order;
    private final int runElements;
    private final int fanIn;

    /// Those of the first level are what was added, those of each further one are merged from the level before.
    private final List<List<Path>> levels = new ArrayList<>();

    private final List<T> rest = new ArrayList<>();
    private boolean restSorted;

    /// @param directory for the temporary files
    ExternalSort(Path directory, Codec<T> codec, Comparator<? super T> order) {
        this(directory, codec, order, RUN_ELEMENTS, FAN_IN);
    }

    ExternalSort(Path directory, Codec<T> codec, Comparator<? super T> order, int runElements, int fanIn) {
        this.directory = directory;
        this.codec = codec;
        this.order = order;
        this.runElements = runElements;
        this.fanIn = fanIn;
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
        keep(Cursor.of(rest), 0);
        rest.clear();
    }

    /// As a run of a level, which is merged into one of the next level once it is full.
    private void keep(Cursor<T> sorted, int level) throws IOException {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<Path> runs = levels.get(level);
        Path run = Files.createTempFile(directory, "sort-", ".tmp", StateFiles.PRIVATE_FILE);
        runs.add(run);
        write(sorted, run);
        if (runs.size() == fanIn) {
            try (Cursor<T> merged = merged(runs, List.of())) {
                keep(merged, level + 1);
            }
            delete(runs);
        }
    }

    private void write(Cursor<T> sorted, Path run) throws IOException {
        RecordOutput record = new RecordOutput();
        try (OutputStream out = new BufferedOutputStream(StateFiles.output(run), BUFFER_BYTES)) {
            for (T element = sorted.next(); element != null; element = sorted.next()) {
                codec.write(element, record.reset());
                record.writeTo(out);
            }
        }
    }

    private static void delete(List<Path> runs) throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }

    /// A pass over all elements in order; those that compare equal in the order they were added.
    Cursor<T> sorted() throws IOException {
        if (!restSorted) {
            rest.sort(order);
            restSorted = true;
        }
        // What was added first is in the highest level.
        return merged(levels.reversed().stream().flatMap(List::stream).toList(), rest);
    }

    /// @param last what comes after the runs
    private Cursor<T> merged(List<Path> runs, List<T> last) throws IOException {
        List<Cursor<T>> sources = new ArrayList<>();
        try {
            for (Path run : runs) {
                sources.add(new Run<>(run, codec));
            }
            sources.add(Cursor.of(last));
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
        for (List<Path> runs : levels) {
            delete(runs);
        }
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
            return record == null ? null : codec.read(new RecordInput(record));
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
