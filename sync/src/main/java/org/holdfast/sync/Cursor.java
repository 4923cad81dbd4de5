package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One pass over a sequence that is read from a disk. For one thread; must be closed.
public interface Cursor<T> extends Closeable {
    /// The next element, null after the last one and from then on.
    @Nullable
    T next() throws IOException;

    @Override
    void close() throws IOException;

    /// The same pass with each element as something else, or left out.
    default <R> Cursor<R> map(Function<? super T, Optional<R>> function) {
        return new Cursor<>() {
            @Override
            public @Nullable R next() throws IOException {
                for (T element = Cursor.this.next(); element != null; element = Cursor.this.next()) {
                    Optional<R> mapped = function.apply(element);
                    if (mapped.isPresent()) {
                        return mapped.get();
                    }
                }
                return null;
            }

            @Override
            public void close() throws IOException {
                Cursor.this.close();
            }
        };
    }

    static <T> Cursor<T> empty() {
        return of(List.of());
    }

    static <T> Cursor<T> of(Iterable<? extends T> elements) {
        Iterator<? extends T> iterator = elements.iterator();
        return new Cursor<>() {
            @Override
            public @Nullable T next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
