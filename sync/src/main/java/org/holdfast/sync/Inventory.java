package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// What a store lists of a mirror, object by object, to be held against what an index believes that it holds.
/// Kept in temporary files, so that its size does not matter. For one thread.
public final class Inventory implements Closeable {
    /// One object.
    ///
    /// @param key under which the store keeps it, which is not the path where names are sealed
    /// @param size as stored
    /// @param tag what the store calls its bytes, where it does
    public record Item(BytePath key, long size, Optional<String> tag) {}

    /// What is believed and what was found under one key; never both empty.
    public record Match(Optional<IndexEntry> believed, Optional<Item> found) {}

    private final Path directory;
    private final ExternalSort<Item> items;

    /// @param directory private, for the temporary files
    public Inventory(Path directory) {
        this.directory = directory;
        this.items = new ExternalSort<>(directory, ITEM, Comparator.comparing(Item::key));
    }

    /// Adds an object; in any order, each key once.
    public void add(Item item) throws IOException {
        items.add(item);
    }

    /// Pairs all objects with all that is believed, by key. The cursor is to be closed before this.
    ///
    /// @param beliefs in any order; read to their end at once, and closed
    /// @param keys the key under which the store keeps the object of a path
    public Cursor<Match> against(Cursor<IndexEntry> beliefs, Function<BytePath, BytePath> keys) throws IOException {
        ExternalSort<Keyed> sorted = new ExternalSort<>(directory, KEYED, Comparator.comparing(Keyed::key));
        try (beliefs) {
            for (IndexEntry entry = beliefs.next(); entry != null; entry = beliefs.next()) {
                sorted.add(new Keyed(keys.apply(entry.path()), entry));
            }
            return new Pairs(items.sorted(), sorted);
        } catch (Throwable e) {
            sorted.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        items.close();
    }

    private record Keyed(BytePath key, IndexEntry entry) {}

    private static final class Pairs implements Cursor<Match> {
        private final Cursor<Item> items;
        private final ExternalSort<Keyed> sort;
        private final Cursor<Keyed> beliefs;
        private @Nullable Item item;
        private @Nullable Keyed belief;

        Pairs(Cursor<Item> items, ExternalSort<Keyed> sort) throws IOException {
            this.items = items;
            this.sort = sort;
            this.beliefs = sort.sorted();
            this.item = items.next();
            this.belief = beliefs.next();
        }

        @Override
        public @Nullable Match next() throws IOException {
            Item found = item;
            Keyed believed = belief;
            if (found == null && believed == null) {
                return null;
            }
            int order = found == null ? 1 : believed == null ? -1 : found.key.compareTo(believed.key);
            if (order <= 0) {
                item = items.next();
            }
            if (order >= 0) {
                belief = beliefs.next();
            }
            return new Match(
                    order >= 0 ? Optional.ofNullable(believed).map(Keyed::entry) : Optional.empty(),
                    order <= 0 ? Optional.ofNullable(found) : Optional.empty());
        }

        @Override
        public void close() throws IOException {
            try (sort;
                    beliefs;
                    items) {
                // Only to close all of them, whatever fails.
            }
        }
    }

    private static final Codec<Item> ITEM = new Codec<>() {
        @Override
        public void write(Item item, RecordOutput out) {
            PATH.write(item.key, out);
            out.writeLong(item.size);
            Codec.writeText(item.tag.orElse(""), out);
        }

        @Override
        public Item read(RecordInput in) {
            return new Item(
                    PATH.read(in),
                    in.readLong(),
                    Optional.of(Codec.readText(in)).filter(text -> !text.isEmpty()));
        }

        @Override
        public BytePath path(Item item) {
            return item.key;
        }
    };

    private static final Codec<Keyed> KEYED = new Codec<>() {
        @Override
        public void write(Keyed keyed, RecordOutput out) {
            PATH.write(keyed.key, out);
            INDEX.write(keyed.entry, out);
        }

        @Override
        public Keyed read(RecordInput in) {
            return new Keyed(PATH.read(in), INDEX.read(in));
        }

        @Override
        public BytePath path(Keyed keyed) {
            return keyed.key;
        }
    };
}
