package org.holdfast.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.holdfast.format.Manifest;
import org.holdfast.format.ManifestWriter;
import org.holdfast.sync.StoredEntry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The manifest of [Tree].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ManifestBenchmark {
    private final Tree tree = Tree.of(0);
    private final Scratch scratch = new Scratch();

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        scratch.make();
        write();
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        scratch.remove();
    }

    @Benchmark
    public void write() throws IOException {
        try (ManifestWriter manifest = new ManifestWriter(scratch.path("manifest"))) {
            for (StoredEntry file : tree.files()) {
                manifest.entry(file);
            }
            manifest.finish("backup", "rsync", Optional.empty());
        }
    }

    /// Twice, as each use does: whether it is whole, and what is in it.
    @Benchmark
    public long read() throws IOException {
        long count = 0;
        try (Manifest.Reader reader = Manifest.open(scratch.path("manifest")).read()) {
            while (reader.next() != null) {
                count++;
            }
        }
        return count;
    }
}
