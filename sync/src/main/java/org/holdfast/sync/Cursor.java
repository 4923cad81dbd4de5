package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pass over a sequence that is read from a disk. For one thread; must be closed.
public interface Cursor<T> extends Closeable {
    /// The next element, null after the last one and from then on.
    @Nullable
    T next() throws IOException;

    @Override
    void close() throws IOException;

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
