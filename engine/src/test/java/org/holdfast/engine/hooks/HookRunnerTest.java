package org.holdfast.engine.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real shells and real processes.
@Timeout(60)
class HookRunnerTest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private @TempDir Path dir;
    private Path data;
    private Path dumps;
    private final List<String> printed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        data = Files.createDirectory(dir.resolve("data"));
        dumps = Files.createDirectory(dir.resolve("dumps"));
    }

    private static HookRunner runner() {
        return new HookRunner(
                Map.of("PATH", System.getenv("PATH"), "HOME", "/home/o'neill", "AWS_SECRET_ACCESS_KEY", "secret"),
                GRACE);
    }

    private HookRun hook(String command) {
        return hook(command, Duration.ofMinutes(1));
    }

    private HookRun hook(String command, Duration timeout) {
        return new HookRun(HookKind.BEFORE, new Hook(command, timeout), "blog", "1.4", dumps, data, Optional.empty());
    }

    private HookFailedException failureOf(HookRun run) {
        return catchThrowableOfType(HookFailedException.class, () -> runner().run(run, printed::add));
    }

    @Test
    void seesACleanEnvironmentInTheDataDirectory() throws Exception {
        runner().run(hook("env | grep -v ^_= | sort; pwd; cat; echo to stderr >&2"), printed::add);
        assertThat(printed.stream().filter(line -> !line.matches("(PWD|OLDPWD|SHLVL)=.*")))
                .containsExactlyInAnyOrder(
                        "HOLDFAST_APP=blog",
                        "HOLDFAST_APP_VERSION=1.4",
                        "HOLDFAST_DATA_DIR=" + data,
                        "HOLDFAST_DUMP_DIR=" + dumps,
                        "HOLDFAST_HOOK=before",
                        "HOME=/home/o'neill",
                        "LANG=C.UTF-8",
                        "PATH=" + System.getenv("PATH"),
                        data.toString(),
                        "to stderr");
    }

    @Test
    void isToldWhyABackupFailed() throws Exception {
        String error = "it's \"50%\" \\ broken\n$HOME `x` ü";
        runner().run(
                        new HookRun(
                                HookKind.FAILED,
                                Hook.of("printf %s \"$HOLDFAST_ERROR\" > error; echo $HOLDFAST_HOOK"),
                                "blog",
                                "1",
                                dumps,
                                data,
                                Optional.of(error)),
                        printed::add);
        assertThat(data.resolve("error")).hasContent(error);
        assertThat(printed).containsExactly("failed");
    }

    @Test
    void namesAreBytesWhateverTheLocale() throws Exception {
        Path odd = LocalNames.resolve(
                dir, BytePath.of(new byte[] {'a', (byte) 0xff, '\'', '\n', (byte) 0xc3, (byte) 0xa9}));
        Files.createDirectory(odd);
        runner().run(
                        new HookRun(
                                HookKind.BEFORE,
                                Hook.of("echo x > \"$HOLDFAST_DATA_DIR/é\"; ls"),
                                "blog",
                                "1",
                                dumps,
                                odd,
                                Optional.empty()),
                        printed::add);
        Path made = LocalNames.resolve(odd, BytePath.of("é".getBytes(StandardCharsets.UTF_8)));
        assertThat(Files.readString(made)).isEqualTo("x\n");
        assertThat(printed).containsExactly("é");
    }

    @Test
    void aFailureTellsTheExitCodeAndTheLastLines() {
        HookFailedException failure = failureOf(hook("seq 1 100; printf 'a\\\\b\tc'; exit 3"));
        assertThat(failure).hasMessage("the hook \"before\" of blog ended with exit code 3");
        assertThat(failure.exitCode()).hasValue(3);
        assertThat(failure.lastLines()).hasSize(20).startsWith("82").endsWith("100", "a\\\\b\\tc");
        assertThat(printed).hasSize(101);
    }

    @Test
    void aMissingDataDirectoryIsSaid() throws Exception {
        Files.delete(data);
        assertThat(failureOf(hook("true")))
                .hasMessage("the hook \"before\" of blog cannot run: its directory " + data + " is missing");
    }

    @Test
    void outputOfAnySizeIsTakenInPiecesOfABoundedLength() throws Exception {
        runner().run(hook("head -c 3000000 /dev/zero | tr '\\0' x; echo; printf 'no end'"), printed::add);
        assertThat(printed).allMatch(line -> line.length() <= 4096);
        assertThat(String.join("", printed)).hasSize(3_000_000 + "no end".length());
    }

    @Test
    void aListenerThatFailsDoesNotBlockTheHook() {
        assertThatThrownBy(() -> runner().run(hook("seq 1 200000; touch done"), _ -> {
                    throw new IllegalStateException("the listener's own");
                }))
                .hasMessage("the listener's own");
        assertThat(data.resolve("done")).exists();
    }

    @Test
    void whatIsLeftInTheBackgroundHoldsNobody() throws Exception {
        runner().run(hook("sleep 300 & echo $! > pid; echo done"), printed::add);
        assertThat(printed).containsExactly("done");
        ProcessHandle left = ProcessHandle.of(pid("pid")).orElseThrow();
        assertThat(left.isAlive()).isTrue();
        left.destroyForcibly();
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(data.resolve(file)).strip());
    }

    @Test
    void aTimeOutEndsTheWholeFamily() throws Exception {
        HookFailedException failure = failureOf(hook(
                "trap 'echo asked' TERM; (sh -c 'echo $$ > grandchild; exec sleep 300') & echo started; wait; wait",
                Duration.ofSeconds(2)));
        assertThat(failure).hasMessage("the hook \"before\" of blog was ended after 2 s");
        assertThat(failure.exitCode()).isEmpty();
        assertThat(failure.lastLines()).startsWith("started");
        assertThat(ProcessHandle.of(pid("grandchild")).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void whoIgnoresTermIsKilled() throws Exception {
        HookRunner impatient = new HookRunner(Map.of("PATH", System.getenv("PATH")), Duration.ofMillis(200));
        HookRun stubborn = hook("trap '' TERM; echo $$ > pid; while :; do sleep 1; done", Duration.ofSeconds(2));
        assertThatThrownBy(() -> impatient.run(stubborn, HookOutput.NONE)).isInstanceOf(HookFailedException.class);
        Optional<ProcessHandle> left = ProcessHandle.of(pid("pid"));
        if (left.isPresent()) {
            assertThat(left.get().onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }

    @Test
    void anInterruptionEndsTheWholeFamily() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FutureTask<Boolean> running = new FutureTask<>(() -> {
            assertThatThrownBy(() ->
                            runner().run(hook("sleep 300 & echo $! > child; echo go; wait"), _ -> started.countDown()))
                    .isInstanceOf(InterruptedIOException.class);
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = Thread.ofPlatform().start(running);
        started.await();
        thread.interrupt();
        assertThat(running.get()).isTrue();
        assertThat(ProcessHandle.of(pid("child")).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void aHookWithoutACommandIsNone() {
        assertThatThrownBy(() -> Hook.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hook("true", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
