package org.holdfast.backends.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MemoryStoreTest {
    @TestFactory
    Stream<DynamicTest> contract() {
        return ContractTests.of(MemoryStore::new);
    }

    @Test
    void aListingShowsTheStateAtItsBeginning() throws IOException {
        MemoryStore store = new MemoryStore();
        List<ObjectKey> keys = Stream.of("a", "b", "c").map(ObjectKey::of).toList();
        for (ObjectKey key : keys) {
            store.put(key, _ -> {});
        }
        List<ObjectKey> found = new ArrayList<>();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> {
            found.add(info.key());
            store.delete(keys);
            store.put(ObjectKey.of("z" + found.size()), _ -> {});
        });
        assertThat(found).isEqualTo(keys);
    }

    @Test
    void timesComeFromTheGivenClock() throws IOException {
        Instant instant = Instant.parse("2020-01-02T03:04:05Z");
        MemoryStore store = new MemoryStore(() -> instant);
        ObjectKey key = ObjectKey.of("a");
        Optional<String> tag = store.put(key, out -> out.write(new byte[3]));
        assertThat(store.stat(key)).contains(new ObjectInfo(key, 3, instant, tag));
    }
}
