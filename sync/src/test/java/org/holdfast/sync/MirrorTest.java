package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs against a model of a store: path → hash of the content.
@Tag("long")
class MirrorTest {
    @TempDir
    Path dir;

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A store, and runs that may be cut short.
    private static final class Mirror {
        private final Map<BytePath, String> store = new TreeMap<>();
        private final Path state;
        private final Path list;
        private String boot = "boot 1";
        private int generation;
        private int stepsLeft = Integer.MAX_VALUE;
        private int barrierEvery = Integer.MAX_VALUE;
        private boolean crashBeforeRecord;
        private int steps;
        private int uploads;

        Mirror(Path state, Path list) {
            this.state = state;
            this.list = list;
        }

        /// One run, up to a crash.
        ///
        /// @return the manifest
        List<StoredEntry> run(Path root) throws IOException {
            steps = 0;
            uploads = 0;
            SourceTree source = SourceTree.of(root);
            TreeList tree = frozen(source);
            try (SyncIndex index = SyncIndex.open(state, boot)) {
                if (!(index.status() instanceof SyncIndex.Status.Good)) {
                    Copy.reset(index, "new", Cursor.of(store.keySet()));
                }
                List<Change> changes = plan(index, tree);
                index.begin(
                        "g" + generation++,
                        Cursor.of(changes.stream().map(Change::path).toList()));
                for (Change change : changes) {
                    if (change instanceof Change.Remove) {
                        apply(index, source, change);
                    }
                }
                for (Change change : changes) {
                    if (!(change instanceof Change.Remove)) {
                        apply(index, source, change);
                    }
                }
                List<StoredEntry> manifest = new ArrayList<>();
                index.finish(tree, new FinishVisitor() {
                    @Override
                    public void entry(StoredEntry entry) {
                        manifest.add(entry);
                    }

                    @Override
                    public void unsettled(BytePath path) {
                        throw new AssertionError("unsettled " + path);
                    }
                });
                return manifest;
            }
        }

        private TreeList frozen(SourceTree source) throws IOException {
            try (TreeList.Writer writer = TreeList.write(list)) {
                for (TreeEntry entry : Scanned.of(source).entries) {
                    writer.add(entry);
                }
                return writer.finish();
            }
        }

        private static List<Change> plan(SyncIndex index, TreeList tree) throws IOException {
            List<Change> changes = new ArrayList<>();
            SyncPlan.between(index, tree, change -> {
                if (!(change instanceof Change.Keep)) {
                    changes.add(change);
                }
            });
            return changes;
        }

        private void apply(SyncIndex index, SourceTree source, Change change) throws IOException {
            if (stepsLeft-- == 0) {
                throw new Crash();
            }
            steps++;
            switch (change) {
                case Change.Remove remove -> {
                    store.remove(remove.path());
                    crashUnrecorded();
                    index.removed(remove.path());
                }
                case Change.Upload upload -> stored(index, upload.now(), put(source, upload.now()));
                case Change.Recheck recheck -> {
                    String now = sha256(source, recheck.now());
                    boolean same = recheck.before().sha256().orElseThrow().equals(now);
                    stored(index, recheck.now(), same ? now : put(source, recheck.now()));
                }
                case Change.Keep keep -> throw new AssertionError(keep);
            }
            if (steps % barrierEvery == 0) {
                index.barrier();
            }
        }

        private String put(SourceTree source, TreeEntry entry) throws IOException {
            uploads++;
            store.put(entry.path(), sha256(source, entry));
            return store.get(entry.path());
        }

        private void stored(SyncIndex index, TreeEntry entry, String sha256) throws IOException {
            crashUnrecorded();
            index.stored(new StoredEntry(entry, Optional.of(sha256), Map.of(), Optional.empty(), false));
        }

        private void crashUnrecorded() {
            if (crashBeforeRecord && stepsLeft == 0) {
                throw new Crash();
            }
        }

        void crashAfter(int step, boolean beforeRecord) {
            stepsLeft = step;
            crashBeforeRecord = beforeRecord;
        }

        void crashNoMore() {
            stepsLeft = Integer.MAX_VALUE;
            crashBeforeRecord = false;
        }
    }

    private static String sha256(SourceTree source, TreeEntry entry) throws IOException {
        try (InputStream in = OneFile.read(source, entry)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertMirrors(Mirror mirror, Path root, List<StoredEntry> manifest, String what)
            throws IOException {
        SourceTree source = SourceTree.of(root);
        Map<BytePath, String> expected = new TreeMap<>();
        List<TreeEntry> entries = Scanned.of(source).entries;
        for (TreeEntry entry : entries) {
            if (entry.kind() == Kind.FILE) {
                expected.put(entry.path(), sha256(source, entry));
            }
        }
        assertThat(mirror.store).as(what).isEqualTo(expected);
        assertThat(manifest.stream().map(StoredEntry::tree)).as(what).isEqualTo(entries);
        Map<BytePath, Long> inodes = new TreeMap<>();
        for (StoredEntry entry : manifest) {
            assertThat(entry.sha256()).as(what).isEqualTo(Optional.ofNullable(expected.get(entry.path())));
            inodes.put(entry.path(), entry.tree().identity().inode());
            entry.hardlinkTo().ifPresent(to -> assertThat(inodes.get(to))
                    .as(what)
                    .isEqualTo(entry.tree().identity().inode()));
        }
    }

    @Test
    void theMirrorFollowsATreeThroughAllItsChanges() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            Path root = Files.createDirectory(dir.resolve("r" + seed));
            Mirror mirror = new Mirror(dir.resolve("state" + seed), dir.resolve("list"));
            Trees trees = new Trees(seed);
            trees.fill(root, 25);
            for (int round = 0; round < 4; round++) {
                String what = "seed " + seed + " round " + round;
                assertMirrors(mirror, root, mirror.run(root), what);
                mirror.run(root);
                assertThat(mirror.steps).as(what).isZero();
                trees.mutate(root, 4);
            }
        }
    }

    @Test
    void anInterruptedRunIsContinuedWhereItStopped() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            for (boolean beforeRecord : new boolean[] {false, true}) {
                interruptAtEveryStep(seed, beforeRecord);
            }
        }
    }

    private void interruptAtEveryStep(int seed, boolean beforeRecord) throws IOException {
        int all = Integer.MAX_VALUE;
        for (int step = beforeRecord ? 1 : 0; step < all; step++) {
            String what = "seed " + seed + " step " + step + (beforeRecord ? " unrecorded" : "");
            Path root = Files.createDirectory(dir.resolve(what));
            Mirror mirror = changed(root, seed, what);
            mirror.crashAfter(step, beforeRecord);
            boolean crashed = false;
            try {
                mirror.run(root);
            } catch (Crash _) {
                crashed = true;
            }
            if (!crashed) {
                all = step;
                continue;
            }
            mirror.crashNoMore();
            List<StoredEntry> manifest = mirror.run(root);
            assertMirrors(mirror, root, manifest, what);
            int total = totalSteps(seed, root);
            assertThat(mirror.steps).as(what).isEqualTo(total - step + (beforeRecord ? 1 : 0));
        }
    }

    private final Map<Integer, Integer> totals = new TreeMap<>();

    private int totalSteps(int seed, Path root) throws IOException {
        Integer known = totals.get(seed);
        if (known != null) {
            return known;
        }
        Path twin = Files.createDirectory(root.resolveSibling("twin" + seed));
        Mirror mirror = changed(twin, seed, "twin" + seed);
        mirror.run(twin);
        totals.put(seed, mirror.steps);
        return mirror.steps;
    }

    /// A tree that was mirrored and then changed.
    private Mirror changed(Path root, int seed, String name) throws IOException {
        Mirror mirror = new Mirror(dir.resolve(name + " state"), dir.resolve("list"));
        Trees trees = new Trees(seed);
        trees.fill(root, 12);
        mirror.run(root);
        trees.mutate(root, 6);
        return mirror;
    }

    @Test
    void aPowerCutCostsNoMoreThanWhatCameAfterTheLastBarrier() throws IOException {
        for (int step = 1; step < 12; step++) {
            Path root = Files.createDirectory(dir.resolve("r" + step));
            Mirror mirror = new Mirror(dir.resolve("state" + step), dir.resolve("list"));
            for (int i = 0; i < 12; i++) {
                Files.writeString(root.resolve("f" + i), "content " + i);
            }
            mirror.barrierEvery = 3;
            mirror.crashAfter(step, false);
            try {
                mirror.run(root);
            } catch (Crash _) {
                mirror.crashNoMore();
            }
            mirror.boot = "boot 2";
            assertMirrors(mirror, root, mirror.run(root), "step " + step);
            assertThat(mirror.uploads).isEqualTo(12 - step / 3 * 3);
        }
    }

    @Test
    void aChangeOfModeCostsNoUpload() throws IOException {
        Files.writeString(dir.resolve("a"), "x");
        Path root = Files.createDirectory(dir.resolve("root"));
        Files.writeString(root.resolve("a"), "same");
        Mirror mirror = new Mirror(dir.resolve("state"), dir.resolve("list"));
        mirror.run(root);
        Files.setAttribute(root.resolve("a"), "unix:mode", 0600);
        List<StoredEntry> manifest = mirror.run(root);
        assertThat(mirror.uploads).isZero();
        assertThat(mirror.steps).isOne();
        assertThat(manifest.getFirst().tree().mode()).isEqualTo(0600);
        mirror.run(root);
        assertThat(mirror.steps).isZero();
    }

    @Test
    void aReplacementOfTheSameSizeAndTimeIsSeen() throws IOException {
        Path root = Files.createDirectory(dir.resolve("root"));
        Path file = Files.writeString(root.resolve("a"), "one");
        Mirror mirror = new Mirror(dir.resolve("state"), dir.resolve("list"));
        mirror.run(root);
        var time = Files.getLastModifiedTime(file);
        Path other = Files.writeString(dir.resolve("other"), "two");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertMirrors(mirror, root, mirror.run(root), "replaced");
        assertThat(mirror.uploads).isOne();
    }
}
