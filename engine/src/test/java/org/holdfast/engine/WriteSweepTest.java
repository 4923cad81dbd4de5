package org.holdfast.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.s3.EagerStore;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The n-th store call of every command that writes goes wrong, for every n, or is the last that its process made.
@Execution(ExecutionMode.CONCURRENT)
class WriteSweepTest {
    private static final int IN_A_BUCKET = 4;
    private static final int STRIDE = Boolean.getBoolean("long.tests") ? 1 : 3;

    private @TempDir(factory = MemoryDirectory.class) Path dir;

    static Stream<SweepCase> plain() {
        return SweepCase.plain();
    }

    static Stream<SweepCase> few() {
        return SweepCase.few();
    }

    static Stream<SweepCase> sealed() {
        return SweepCase.sealed();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void everyCallInMemory(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(dir, useCase, (_, clock) -> new MemoryStore(clock::now));
        sweep.all(Trouble.FAILS);
        sweep.all(Trouble.KILLED);
        // The long form has each of the others at every call, too.
        int first = 1;
        for (Trouble other : EnumSet.complementOf(EnumSet.of(Trouble.FAILS, Trouble.KILLED))) {
            for (int n = first; n <= sweep.calls(other).size(); n += STRIDE) {
                sweep.at(n, other);
            }
            first = first % STRIDE + 1;
        }
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void everyCallOfAnEncryptedStore(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(dir, useCase, (_, clock) -> new MemoryStore(clock::now));
        sweep.all(Trouble.FAILS);
        sweep.all(Trouble.KILLED);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void everyCallOnADisk(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(dir, useCase, (place, _) -> FileStore.openOrCreate(FileSettings.defaults(place)));
        sweep.all(Trouble.FAILS);
        sweep.all(Trouble.KILLED);
    }

    @ParameterizedTest
    @MethodSource("few")
    void someCallsInABucket(SweepCase useCase) throws Exception {
        inABucket(useCase, sweep -> {
            int calls = sweep.calls(Trouble.KILLED).size();
            for (int n = 1; n <= calls; n += 1 + calls / IN_A_BUCKET) {
                sweep.at(n, n % 2 == 0 ? Trouble.FAILS : Trouble.KILLED);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("plain")
    @EnabledIfSystemProperty(named = "long.tests", matches = "true")
    void everyCallInABucket(SweepCase useCase) throws Exception {
        // What a lost machine held is taken over half an hour later by the clock of the store, which nobody can set.
        inABucket(useCase, sweep -> {
            for (Trouble trouble : EnumSet.complementOf(EnumSet.of(Trouble.KILLED_WITH_ITS_MACHINE))) {
                sweep.all(trouble);
            }
        });
    }

    private interface Sweeping {
        void over(Sweep sweep) throws Exception;
    }

    private void inABucket(SweepCase useCase, Sweeping sweeping) throws Exception {
        try (ProxiedDirectory server = ProxiedDirectory.start(Files.createDirectory(dir.resolve("buckets")))) {
            sweeping.over(new Sweep(
                    dir,
                    useCase,
                    (_, _) -> EagerStore.open(
                            BucketLab.settings(server, server.newBucket(), 4),
                            SiteMemory.NONE,
                            RetryListener.NONE,
                            _ -> {},
                            Duration.ofSeconds(30))));
        }
    }
}
