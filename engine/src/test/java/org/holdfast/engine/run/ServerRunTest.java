package org.holdfast.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.engine.AppId;
import org.holdfast.engine.AppTurn;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.notify.Outcome;
import org.holdfast.engine.notify.RunReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real runs of two apps, most of them to two directories.
@Timeout(120)
class ServerRunTest {
    private static final String SITES = """
        sites:
          one: { provider: filesystem, path: "@/one" }
          two: { provider: filesystem, path: "@/two", format: tgz }
        """;
    private static final String APPS = """
        apps:
          blog: { data: "@/blog" }
          wiki: { data: "@/wiki" }
        """;

    private @TempDir Path dir;
    private RunLab lab;

    @BeforeEach
    void apps() throws IOException {
        lab = new RunLab(dir);
        Files.writeString(Files.createDirectory(dir.resolve("blog")).resolve("post"), "post");
        Files.writeString(Files.createDirectory(dir.resolve("wiki")).resolve("page"), "page");
    }

    @Test
    void aDefectOfOneSiteStopsNoOther() throws Exception {
        RunReport report = lab.run(SITES + APPS, (site, access, progress) -> {
            if (site.name().equals("one")) {
                throw new IllegalStateException("a defect");
            }
            return lab.open(site, access, progress);
        });

        String message = ": internal error: java.lang.IllegalStateException: a defect";
        assertThat(lab.told())
                .containsExactly(
                        "blog to one failed" + message,
                        "blog to two ok",
                        "wiki to one failed" + message,
                        "wiki to two ok",
                        "box to one failed" + message,
                        "box to two ok");
        assertThat(lab.defects()).hasSize(3).extracting(Throwable::getMessage).containsOnly("a defect");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void neitherDoesASiteForWhichThereIsNoMemory() throws Exception {
        lab.run(SITES + APPS, (site, access, progress) -> {
            if (site.name().equals("two")) {
                throw new OutOfMemoryError("Java heap space");
            }
            return lab.open(site, access, progress);
        });

        assertThat(lab.told())
                .contains("blog to one ok", "wiki to one ok", "wiki to two failed: out of memory", "box to one ok");
    }

    /// So that a hook can unmount what another mounted.
    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOfTheDataIsOpenWhenTheHookAfterRuns() throws Exception {
        lab.run(SITES + """
            apps:
              blog:
                data: "@/blog"
                hooks:
                  after: readlink /proc/$PPID/cwd /proc/$PPID/fd/* > "@/open"; readlink /proc/self/cwd >> "@/open"
            """);

        assertThat(lab.told()).contains("blog to one ok", "blog to two ok");
        Path data = dir.resolve("blog").toRealPath();
        // The hook itself is in there.
        assertThat(Files.readAllLines(dir.resolve("open")))
                .hasSizeGreaterThan(4)
                .filteredOn(open -> open.startsWith(data.toString()))
                .containsExactly(data.toString());
    }

    @Test
    void whatKeepsTheRunFromItsWorkIsInTheReport() throws Exception {
        RunReport report = lab.run(SITES + APPS, lab::open, List.of("blgo"));

        assertThat(report.trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.message()).startsWith("there is no app blgo in ");
            assertThat(trouble.hint()).isEqualTo("did you mean blog?");
            assertThat(trouble.exitCode()).isEqualTo(10);
        });
        assertThat(report.exitCode()).isEqualTo(10);
        assertThat(lab.told()).singleElement().asString().startsWith("trouble: there is no app blgo");
    }

    @Test
    void whatWasDoneBeforeADefectIsInTheReportAsWell() throws Exception {
        RunLab forgetful = new RunLab(dir) {
            @Override
            public void ended(RunReport.Result result) {
                super.ended(result);
                if (result.app().equals("wiki")) {
                    throw new IllegalStateException("a defect");
                }
            }
        };
        RunReport report = forgetful.run(SITES + APPS);

        assertThat(report.apps()).extracting(RunReport.Result::app).containsExactly("blog", "blog");
        assertThat(report.trouble().orElseThrow().message())
                .isEqualTo("internal error: java.lang.IllegalStateException: a defect");
    }

    /// Makes, in the directory that it is given, a tree with a path that is too long for anybody to name.
    private static final String DEEP = """
        cd "$1" && mkdir a && name=$(printf %0200d 0)
        for i in $(seq 30); do mkdir b && mv a "b/$name" && mv b a; done
        """;

    private static void shell(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /// As JUnit cannot do it.
    @AfterEach
    void removeWhatIsDeep() throws Exception {
        shell("rm", "-rf", dir.resolve("state/tmp").toString());
    }

    @Test
    void dumpsThatCannotBeRemovedChangeNoVerdict() throws Exception {
        Files.writeString(dir.resolve("deep.sh"), DEEP);
        RunReport report = lab.run(SITES + """
            apps:
              blog: { data: "@/blog", hooks: { finally: 'sh @/deep.sh "$HOLDFAST_DUMP_DIR"' } }
            """);

        assertThat(report.exitCode()).isZero();
        assertThat(lab.told())
                .hasSize(5)
                .endsWith("blog to one ok", "blog to two ok", "box to one ok", "box to two ok");
        assertThat(lab.told().getFirst())
                .startsWith("blog warning: cannot remove what this run kept in the state directory: ");
    }

    @Test
    void whatADeadRunLeftHindersNoneThoughItCannotBeRemoved() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor()).isZero();
        Path left = Files.createDirectories(dir.resolve("state/tmp/run-" + dead.pid() + "-1"));
        Files.writeString(dir.resolve("deep.sh"), DEEP);
        shell("sh", dir.resolve("deep.sh").toString(), left.toString());

        assertThat(lab.run(SITES + APPS).exitCode()).isZero();
    }

    @Test
    void anInterruptWaitsForTheHookThatRunsWhateverHappened() {
        Thread thread = Thread.currentThread();
        RunLab interrupting = new RunLab(dir) {
            @Override
            public void hook(String app, String hook, String line) {
                super.hook(app, hook, line);
                thread.interrupt();
            }
        };

        assertThatThrownBy(() -> interrupting.run(SITES + """
            apps:
              blog: { data: "@/blog", hooks: { finally: "echo begun; sleep 1; touch @/done" } }
            """))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupting.told()).containsExactly("blog finally: begun", "blog to one ok", "blog to two ok");
        assertThat(dir.resolve("done")).exists();
        assertThat(interrupting.toCome()).containsExactly(Duration.ofHours(1), Duration.ZERO);
    }

    @Test
    void theServersBackupNamesEveryAppThatIsNotInIt() throws Exception {
        RunReport report = lab.run("""
            sites:
              one: { provider: filesystem, path: "@/one", contents: { include: [blog] } }
            apps:
              blog: { data: "@/blog" }
              wiki: { data: "@/wiki" }
            """);

        assertThat(report.count(Outcome.SKIPPED)).isZero();
        try (var files = Files.walk(dir.resolve("one"))) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("box.*\\.json")))
                    .singleElement()
                    .satisfies(box -> assertThat(Files.readString(box))
                            .contains("\"app\" : \"wiki\"", "the contents of site one leave it out"));
        }
    }

    @Test
    void theLastHookKnowsWhyTheBackupFailed() throws Exception {
        lab.run(SITES + """
            apps:
              blog: { data: "@/blog", hooks: { finally: 'echo "<$HOLDFAST_ERROR>"' } }
              wiki: { data: "@/wiki", hooks: { before: "exit 3", finally: 'echo "<$HOLDFAST_ERROR>"' } }
            """);

        assertThat(lab.told())
                .contains("blog finally: <>", "wiki finally: <the hook \"before\" of wiki ended with exit code 3>");
        lab.run("""
            sites:
              one: { provider: filesystem, path: "@/blog/post" }
              two: { provider: filesystem, path: "@/two" }
            apps:
              wiki: { data: "@/wiki", hooks: { finally: 'echo "<$HOLDFAST_ERROR>"' } }
            """);

        assertThat(lab.told())
                .contains("wiki finally: <not a directory: " + dir.resolve("blog/post")
                        + "; choose a directory for the store>");
    }

    @Test
    void theTimeIsThatOfTheWholeRun() throws Exception {
        lab.run("""
            sites:
              one: { provider: filesystem, path: "@/one", limits: { timeout: 1s } }
              two: { provider: filesystem, path: "@/two" }
            apps:
              blog: { data: "@/blog", hooks: { before: "sleep 2" } }
              wiki: { data: "@/wiki" }
            """);

        String message = ": the run took longer than 1 s and was stopped";
        assertThat(lab.told())
                .containsExactly(
                        "blog to one failed" + message,
                        "blog to two ok",
                        "wiki to one failed" + message,
                        "wiki to two ok",
                        "box to one ok",
                        "box to two ok");
    }

    @Test
    void aDumpThatTakesTooLongIsGivenUp() throws Exception {
        lab.run("""
            sites:
              one: { provider: filesystem, path: "@/one", limits: { timeout: 1s } }
              two: { provider: filesystem, path: "@/two", limits: { timeout: 2s } }
            apps:
              blog: { data: "@/blog", hooks: { before: "exec sleep 300", finally: "echo up" } }
            """);

        String message = ": the run took longer than 2 s and was stopped";
        assertThat(lab.told())
                .containsExactly(
                        "blog finally: up",
                        "blog to one failed" + message,
                        "blog to two failed" + message,
                        "box to one ok",
                        "box to two ok");
    }

    @Test
    void aSiteThatWasOpenedInVainForLackOfTimeIsTriedAgain() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        lab.run("""
            sites:
              one: { provider: filesystem, path: "@/one", limits: { timeout: 1s } }
            apps:
              blog: { data: "@/blog" }
            """, (site, access, progress) -> {
            if (opened.getAndIncrement() == 0) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    throw new BackupException(Failure.INTERRUPTED, "interrupted", "");
                }
            }
            return lab.open(site, access, progress);
        });

        assertThat(lab.told())
                .containsExactly("blog to one failed: the run took longer than 1 s and was stopped", "box to one ok");
    }

    /// The second would find what the first has made.
    @Test
    void hooksOfAnAppWaitForThoseOfAnotherRunToAnotherSite() throws Exception {
        String app = """
            apps:
              blog:
                data: "@/blog"
                hooks:
                  before: "mkdir @/stopped && while [ ! -e @/go ]; do sleep 0.02; done"
                  finally: "rmdir @/stopped"
            """;
        CountDownLatch waits = new CountDownLatch(1);
        RunLab patient = new RunLab(dir) {
            @Override
            public void warning(String app, String text) {
                super.warning(app, text);
                waits.countDown();
            }
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RunReport>> runs = new ArrayList<>();
            for (String site : List.of("one", "two")) {
                String configuration = "sites: { " + site + ": { provider: filesystem, path: \"@/" + site + "\" } }\n";
                runs.add(threads.submit(() -> patient.run(configuration + app, patient::open, List.of("blog"))));
                while (runs.size() == 1 && Files.notExists(dir.resolve("stopped"))) {
                    Thread.onSpinWait();
                }
            }
            waits.await();
            Files.createFile(dir.resolve("go"));
            for (Future<RunReport> run : runs) {
                assertThat(run.get().exitCode()).isZero();
            }
        }
        assertThat(patient.told())
                .hasSize(3)
                .contains("blog to one ok", "blog to two ok")
                .anyMatch(line -> line.startsWith(
                        "blog warning: waits for its turn: another run works on app blog on this machine: process "));
        assertThat(dir.resolve("stopped")).doesNotExist();
    }

    @Test
    void whoeverWaitsForHooksCanBeInterrupted() throws Exception {
        String configuration = SITES + """
            apps:
              blog: { data: "@/blog", hooks: { before: "true" } }
            """;
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        try (AppTurn _ = AppTurn.await(state, AppId.of("blog"), InstantSource.system(), _ -> {})) {
            Thread me = Thread.currentThread();
            RunLab impatient = new RunLab(dir) {
                @Override
                public void warning(String app, String text) {
                    me.interrupt();
                }
            };
            assertThatThrownBy(() -> impatient.run(configuration))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(lab.run(configuration).exitCode()).isZero();
    }
}
