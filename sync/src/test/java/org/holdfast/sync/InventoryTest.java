package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
    private static final long SEED = 11;

    @TempDir
    Path dir;

    /// Turns the order of names around, as sealing names does.
    private static BytePath reversed(BytePath path) {
        return BytePath.parse(new StringBuilder(path.text()).reverse().toString());
    }

    private static Inventory.Item item(String key, int size) {
        return new Inventory.Item(
                BytePath.parse(key), size, size % 2 == 0 ? Optional.empty() : Optional.of("t" + size));
    }

    private List<Inventory.Match> matches(List<Inventory.Item> items, List<IndexEntry> beliefs) throws IOException {
        List<Inventory.Match> matches = new ArrayList<>();
        try (Inventory inventory = new Inventory(dir)) {
            for (Inventory.Item item : items) {
                inventory.add(item);
            }
            try (Cursor<Inventory.Match> cursor = inventory.against(Cursor.of(beliefs), InventoryTest::reversed)) {
                for (Inventory.Match match = cursor.next(); match != null; match = cursor.next()) {
                    matches.add(match);
                }
            }
        }
        try (var left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
        return matches;
    }

    @Test
    void pairsByTheKeyOfTheStore() throws IOException {
        IndexEntry known = new IndexEntry(BytePath.parse("az"), Optional.of(Copy.file("az", 1)));
        IndexEntry missing = new IndexEntry(BytePath.parse("ba"), Optional.empty());
        assertThat(matches(List.of(item("zz", 3), item("za", 2)), List.of(known, missing)))
                .containsExactly(
                        new Inventory.Match(Optional.of(missing), Optional.empty()),
                        new Inventory.Match(Optional.of(known), Optional.of(item("za", 2))),
                        new Inventory.Match(Optional.empty(), Optional.of(item("zz", 3))));
        assertThat(matches(List.of(), List.of())).isEmpty();
    }

    @Test
    void losesNothingHoweverMuchThereIs() throws IOException {
        Random random = new Random(SEED);
        TreeMap<String, Integer> listed = new TreeMap<>();
        TreeSet<String> believed = new TreeSet<>();
        for (int i = 0; i < 50_000; i++) {
            listed.put("1" + random.nextInt(100_000), random.nextInt(1000));
            believed.add(random.nextInt(100_000) + "1");
        }
        List<Inventory.Item> items = new ArrayList<>();
        listed.forEach((key, size) -> items.add(item(key, size)));
        List<IndexEntry> beliefs = new ArrayList<>();
        believed.forEach(path -> beliefs.add(new IndexEntry(BytePath.parse(path), Optional.empty())));
        List<Inventory.Match> matches = matches(items, beliefs);
        TreeSet<String> all = new TreeSet<>(listed.keySet());
        believed.forEach(path -> all.add(reversed(BytePath.parse(path)).text()));
        assertThat(matches).hasSize(all.size());
        for (Inventory.Match match : matches) {
            String key = match.found().isPresent()
                    ? match.found().get().key().text()
                    : reversed(match.believed().orElseThrow().path()).text();
            assertThat(match.found())
                    .isEqualTo(Optional.ofNullable(listed.get(key)).map(size -> item(key, size)));
            assertThat(match.believed().isPresent())
                    .isEqualTo(believed.contains(reversed(BytePath.parse(key)).text()));
        }
    }
}
