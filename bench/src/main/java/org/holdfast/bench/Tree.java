package org.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.IndexEntry;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// 100 000 files, 40 a directory, that exist nowhere. In memory, so that nothing but the piece is measured.
final class Tree {
    static final int FILES = 100_000;

    private static final Instant WRITTEN = Instant.parse("2024-06-01T12:00:00.123456789Z");
    private static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final List<StoredEntry> files;

    private Tree(List<StoredEntry> files) {
        this.files = files;
    }

    /// @param touched one file in so many is newer and larger; 0 for none
    static Tree of(int touched) {
        return new Tree(IntStream.range(0, FILES)
                .mapToObj(i -> file(i, touched > 0 && i % touched == 0))
                .toList());
    }

    private static StoredEntry file(int number, boolean touched) {
        FileIdentity identity = new FileIdentity(42, 1_000_000L + number, 1, WRITTEN);
        TreeEntry entry = new TreeEntry(
                BytePath.parse("site/%04d/article-%06d.html".formatted(number / 40, number)),
                Kind.FILE,
                1500 + number % 1000 + (touched ? 1 : 0),
                touched ? WRITTEN.plusSeconds(60) : WRITTEN,
                0644,
                1000,
                1000,
                Optional.empty(),
                identity);
        return new StoredEntry(entry, Optional.of(SHA256), Map.of(), Optional.empty(), false);
    }

    List<StoredEntry> files() {
        return files;
    }

    Cursor<IndexEntry> index() {
        return Cursor.of(files).map(file -> Optional.of(new IndexEntry(file.path(), Optional.of(file))));
    }

    TreeList write(Path list) throws IOException {
        try (TreeList.Writer writer = TreeList.write(list)) {
            for (StoredEntry file : files) {
                writer.add(file.tree());
            }
            return writer.finish();
        }
    }
}
