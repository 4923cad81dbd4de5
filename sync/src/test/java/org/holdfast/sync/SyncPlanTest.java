package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncPlanTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 5);
    private static final FileIdentity IDENTITY = new FileIdentity(1, 2, 1, TIME.plusNanos(1));

    @TempDir
    Path dir;

    private static TreeEntry file(String path, long size, Instant modified, int mode, FileIdentity identity) {
        return new TreeEntry(BytePath.parse(path), Kind.FILE, size, modified, mode, 0, 0, Optional.empty(), identity);
    }

    private static TreeEntry file(String path) {
        return file(path, 10, TIME, 0644, IDENTITY);
    }

    private static StoredEntry stored(TreeEntry tree) {
        return stored(tree, Optional.of("00"));
    }

    private static StoredEntry stored(TreeEntry tree, Optional<String> sha256) {
        return new StoredEntry(tree, sha256, Map.of(), Optional.empty(), false);
    }

    /// Each change as its kind and path.
    private List<String> plan(List<IndexEntry> before, List<TreeEntry> after) throws IOException {
        List<String> changes = new ArrayList<>();
        changes(before, after).forEach(change -> changes.add(change.getClass().getSimpleName() + " " + change.path()));
        return changes;
    }

    private List<Change> changes(List<IndexEntry> before, List<TreeEntry> after) throws IOException {
        TreeMap<BytePath, TreeEntry> sorted = new TreeMap<>();
        after.forEach(entry -> sorted.put(entry.path(), entry));
        try (TreeList.Writer writer = TreeList.write(dir.resolve("tree"));
                SyncIndex index = SyncIndex.open(dir.resolve("state"))) {
            for (TreeEntry entry : sorted.values()) {
                writer.add(entry);
            }
            TreeList tree = writer.finish();
            Copy.rebuild(
                    index,
                    "g0",
                    Cursor.of(before.stream()
                            .flatMap(entry -> entry.known().stream())
                            .toList()));
            List<BytePath> unknown = before.stream()
                    .filter(entry -> entry.known().isEmpty())
                    .map(IndexEntry::path)
                    .toList();
            index.begin("g1", Cursor.of(unknown));
            List<Change> changes = new ArrayList<>();
            SyncPlan.Summary first = SyncPlan.between(index, tree, changes::add);
            List<Change> again = new ArrayList<>();
            assertThat(SyncPlan.between(index, tree, again::add)).isEqualTo(first);
            assertThat(again).isEqualTo(changes);
            assertThat(changes).isSortedAccordingTo((a, b) -> a.path().compareTo(b.path()));
            return changes;
        }
    }

    private List<String> one(StoredEntry before, TreeEntry now) throws IOException {
        return plan(List.of(known(before)), List.of(now));
    }

    private static IndexEntry known(StoredEntry entry) {
        return new IndexEntry(entry.path(), Optional.of(entry));
    }

    private static IndexEntry unknown(String path) {
        return new IndexEntry(BytePath.parse(path), Optional.empty());
    }

    @Test
    void anUntouchedFileIsKept() throws IOException {
        assertThat(one(stored(file("a")), file("a"))).containsExactly("Keep a");
    }

    @Test
    void theDeviceAndTheNumberOfLinksDoNotMatter() throws IOException {
        TreeEntry moved = file("a", 10, TIME, 0644, new FileIdentity(99, 2, 7, IDENTITY.changed()));
        assertThat(one(stored(file("a")), moved)).containsExactly("Keep a");
    }

    @Test
    void anotherSizeOrTimeIsAnUpload() throws IOException {
        assertThat(one(stored(file("a")), file("a", 11, TIME, 0644, IDENTITY))).containsExactly("Upload a");
        assertThat(one(stored(file("a")), file("a", 10, TIME.plusNanos(1), 0644, IDENTITY)))
                .containsExactly("Upload a");
        assertThat(one(stored(file("a")), file("a", 10, TIME.minusSeconds(9), 0644, IDENTITY)))
                .containsExactly("Upload a");
    }

    @Test
    void whatIsOnlyTouchedIsHashedFirst() throws IOException {
        FileIdentity otherInode = new FileIdentity(1, 3, 1, IDENTITY.changed());
        FileIdentity otherChange = new FileIdentity(1, 2, 1, IDENTITY.changed().plusNanos(1));
        assertThat(one(stored(file("a")), file("a", 10, TIME, 0600, IDENTITY))).containsExactly("Recheck a");
        assertThat(one(stored(file("a")), file("a", 10, TIME, 0644, otherInode)))
                .containsExactly("Recheck a");
        assertThat(one(stored(file("a")), file("a", 10, TIME, 0644, otherChange)))
                .containsExactly("Recheck a");
        TreeEntry other =
                new TreeEntry(BytePath.parse("a"), Kind.FILE, 10, TIME, 0644, 1, 0, Optional.empty(), IDENTITY);
        assertThat(one(stored(file("a")), other)).containsExactly("Recheck a");
        assertThat(one(stored(other), file("a"))).containsExactly("Recheck a");
    }

    @Test
    void whatWasTouchedAndHasNoHashIsAnUpload() throws IOException {
        assertThat(one(stored(file("a"), Optional.empty()), file("a", 10, TIME, 0600, IDENTITY)))
                .containsExactly("Upload a");
    }

    @Test
    void withoutAKnownIdentityTheContentDecides() throws IOException {
        StoredEntry manifest = stored(file("a", 10, TIME, 0600, FileIdentity.UNKNOWN));
        assertThat(one(manifest, file("a"))).containsExactly("Recheck a");
        assertThat(one(manifest, file("a", 10, TIME.plusNanos(1), 0600, IDENTITY)))
                .containsExactly("Upload a");
    }

    @Test
    void aFileThatChangedWhileItWasReadIsHashedAgain() throws IOException {
        StoredEntry unstable = new StoredEntry(file("a"), Optional.of("00"), Map.of(), Optional.empty(), true);
        assertThat(one(unstable, file("a"))).containsExactly("Recheck a");
    }

    @Test
    void whatIsGoneIsRemovedAndSiblingsAreNot() throws IOException {
        List<IndexEntry> before = List.of(
                known(stored(file("a/x"))),
                known(stored(file("a/y/z"))),
                known(stored(file("ab"))),
                known(stored(file("a.txt"))),
                known(stored(file("a-old/x"))));
        assertThat(plan(before, List.of(file("ab"), file("a.txt"), file("a-old/x"))))
                .containsExactly("Remove a/x", "Remove a/y/z", "Keep a-old/x", "Keep a.txt", "Keep ab");
    }

    @Test
    void aFileThatBecameADirectoryIsRemovedAndTheOtherWayRound() throws IOException {
        TreeEntry directory = Copy.directory("a").tree();
        assertThat(plan(List.of(known(stored(file("a")))), List.of(directory, file("a/b"))))
                .containsExactly("Remove a", "Keep a", "Upload a/b");
        assertThat(plan(List.of(known(stored(file("a/b")))), List.of(file("a"))))
                .containsExactly("Upload a", "Remove a/b");
        assertThat(plan(
                        List.of(known(stored(file("a")))),
                        List.of(Copy.link("a", "b").tree())))
                .containsExactly("Remove a", "Keep a");
    }

    @Test
    void directoriesAndLinksNeedNoObject() throws IOException {
        assertThat(plan(
                        List.of(),
                        List.of(Copy.directory("d").tree(), Copy.link("l", "d").tree())))
                .containsExactly("Keep d", "Keep l");
    }

    @Test
    void whatIsInDoubtIsDoneAgain() throws IOException {
        assertThat(plan(
                        List.of(unknown("a"), unknown("b"), unknown("c")),
                        List.of(file("a"), Copy.directory("b").tree())))
                .containsExactly("Upload a", "Remove b", "Keep b", "Remove c");
    }

    @Test
    void theSummaryCountsFilesAndBytes() throws IOException {
        List<TreeEntry> after = List.of(
                file("keep"),
                file("new", 7, TIME, 0644, IDENTITY),
                file("recheck", 10, TIME, 0600, IDENTITY),
                Copy.directory("z").tree());
        try (TreeList.Writer writer = TreeList.write(dir.resolve("tree"));
                SyncIndex index = SyncIndex.open(dir.resolve("state"))) {
            for (TreeEntry entry : after) {
                writer.add(entry);
            }
            Copy.rebuild(
                    index,
                    "g",
                    Cursor.of(List.of(stored(file("keep")), stored(file("recheck")), stored(file("gone")))));
            SyncPlan.Summary summary = SyncPlan.between(index, writer.finish(), _ -> {});
            assertThat(summary).isEqualTo(new SyncPlan.Summary(3, 27, 1, 7, 1, 10, 1));
            assertThat(summary.hasNothingToDo()).isFalse();
        }
    }
}
