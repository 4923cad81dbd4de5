package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.backends.testing.Fault.Moment;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [WriteSweepTest] with processes that really end, before, in or after a store call: what each of them holds of
/// locks, files and threads goes as the system has it go.
@Execution(ExecutionMode.CONCURRENT)
class ProcessSweepTest {
    private static final long SEED = 20261128;

    private @TempDir(factory = MemoryDirectory.class) Path dir;

    static Stream<SweepCase> cases() {
        return SweepCase.plain().filter(one -> SweepProcess.cases().contains(one.name()));
    }

    private void kill(Sweep sweep, SweepCase useCase, int call, Moment moment) throws Exception {
        String name = "seed %d, call %d %s".formatted(SEED, call, moment);
        sweep.survives(name, scene -> assertThat(
                        SweepProcess.halts(scene, new SweepTree(dir.resolve("source")), useCase.name(), call, moment))
                .as(name)
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void someCalls(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(dir, useCase, SweepProcess.stores());
        Random random = new Random(SEED + useCase.name().hashCode());
        for (Moment moment : Moment.values()) {
            kill(sweep, useCase, 1 + random.nextInt(sweep.calls(Trouble.KILLED).size()), moment);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @EnabledIfSystemProperty(named = "long.tests", matches = "true")
    void everyCall(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(dir, useCase, SweepProcess.stores());
        for (int call = 1; call <= sweep.calls(Trouble.KILLED).size(); call++) {
            for (Moment moment : Moment.values()) {
                kill(sweep, useCase, call, moment);
            }
        }
    }
}
