package org.holdfast.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// In processes of their own, since there is no way back.
@EnabledOnOs(OS.LINUX)
final class PriorityTest {
    private static List<String> probe(List<String> before, boolean nativeAccess, int nice) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PriorityProbe.class.getName(),
                String.valueOf(nice)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static int ownNice() throws Exception {
        Process nice = new ProcessBuilder("nice").start();
        return Integer.parseInt(new String(nice.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }

    @Test
    void everyThreadOfTheProcessAndWhatItStartsGivesWay() throws Exception {
        int nice = Math.max(Priority.USUAL_NICE, ownNice());
        List<String> lines = probe(List.of(), true, Priority.USUAL_NICE);
        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(Set.copyOf(lines)).containsExactlyInAnyOrder("thread " + nice + " idle", "child " + nice + " idle");
    }

    @Test
    void nobodyIsMadeMoreImportantThanItWas() throws Exception {
        assertThat(new TreeSet<>(probe(List.of("nice", "-n", "39"), true, 15)))
                .containsExactly("child 19 idle", "thread 19 idle");
    }

    @Test
    void whatCannotBeDoneIsOnlyTold() throws Exception {
        int nice = ownNice();
        List<String> lines = probe(List.of(), false, 15);
        assertThat(lines.getFirst()).startsWith("refused: the run keeps its usual priority: this system has no way");
        assertThat(lines.getLast()).startsWith("child " + nice + " ");
    }

    @Test
    void aKernelThatRefusesIsOnlyTold() {
        List<Integer> asked = new ArrayList<>();
        Priority.Calls refusing = new Priority.Calls() {
            @Override
            public int nice(int thread, int nice) {
                asked.add(thread);
                return 1;
            }

            @Override
            public int idleDisk(int thread) {
                return 13;
            }

            @Override
            public int niceOf(int thread) {
                return 0;
            }
        };
        assertThat(Priority.lower(15, refusing))
                .containsExactly(
                        "the run keeps its usual share of the processor: the system refused nice 15 (error 1)",
                        "the run keeps its usual share of the disk: the system refused idle I/O (error 13)");
        assertThat(asked).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    }

    @Test
    void zeroLeavesEverythingAsItIs() throws Exception {
        int nice = ownNice();
        assertThat(probe(List.of(), true, 0)).allMatch(line -> line.matches("(thread|child) " + nice + " .*"));
        assertThatThrownBy(() -> Priority.lower(20)).isInstanceOf(IllegalArgumentException.class);
    }
}
