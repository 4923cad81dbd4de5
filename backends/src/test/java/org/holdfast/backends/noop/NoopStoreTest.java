package org.holdfast.backends.noop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.junit.jupiter.api.Test;

class NoopStoreTest {
    private static final ObjectKey KEY = ObjectKey.of("a/key");

    private final NoopStore store = new NoopStore();

    @Test
    void readsSourcesToTheirEndAndCounts() throws IOException {
        store.put(KEY, out -> {
            out.write(1);
            out.write(new byte[1000]);
        });
        store.put(KEY, _ -> {});
        store.copy(KEY, ObjectKey.of("copy"));
        store.delete(List.of(KEY, KEY, KEY));
        store.flush();
        assertThat(List.of(store.puts(), store.bytes(), store.copies(), store.deletes()))
                .containsExactly(2L, 1001L, 1L, 3L);
    }

    @Test
    void whatFailedIsNotCounted() {
        IOException failure = new IOException("on purpose");
        assertThatThrownBy(() -> store.put(KEY, out -> {
                    out.write(1);
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(store.puts() + store.bytes()).isZero();
    }

    @Test
    void nothingIsEverFound() throws IOException {
        store.put(KEY, _ -> {});
        assertThat(store.stat(KEY)).isEmpty();
        assertThatThrownBy(() -> store.get(KEY, _ -> {
                    throw new AssertionError("the sink was called");
                }))
                .isInstanceOf(ObjectNotFoundException.class);
        store.list(ObjectKey.ROOT, Depth.ALL, info -> {
            throw new AssertionError(info);
        });
    }
}
