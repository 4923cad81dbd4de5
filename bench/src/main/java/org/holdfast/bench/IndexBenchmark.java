package org.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.IndexEntry;
import org.holdfast.sync.SyncIndex;
import org.holdfast.sync.SyncPlan;
import org.holdfast.sync.TreeList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The local index of [Tree]: reading it, writing it, and the plan that comes of comparing it with a tree.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class IndexBenchmark {
    private static final int ONE_IN = 10;

    private final Tree tree = Tree.of(0);
    private final Scratch scratch = new Scratch();

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        scratch.make();
        write();
        tree.write(unchangedList());
        Tree.of(ONE_IN).write(changedList());
    }

    private Path index() {
        return scratch.path("index");
    }

    private Path unchangedList() {
        return scratch.path("unchanged");
    }

    private Path changedList() {
        return scratch.path("changed");
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        scratch.remove();
    }

    @Benchmark
    public void write() throws IOException {
        try (SyncIndex index = SyncIndex.open(index())) {
            index.replace("generation", tree.index());
        }
    }

    @Benchmark
    public long read() throws IOException {
        long count = 0;
        try (SyncIndex index = SyncIndex.open(index());
                Cursor<IndexEntry> entries = index.entries()) {
            while (entries.next() != null) {
                count++;
            }
        }
        return count;
    }

    /// Nothing changed.
    @Benchmark
    public SyncPlan.Summary planUnchanged() throws IOException {
        return plan(unchangedList());
    }

    /// One file in ten did.
    @Benchmark
    public SyncPlan.Summary planChanged() throws IOException {
        return plan(changedList());
    }

    private SyncPlan.Summary plan(Path list) throws IOException {
        try (SyncIndex index = SyncIndex.open(index())) {
            return SyncPlan.between(index, TreeList.open(list), _ -> {});
        }
    }
}
