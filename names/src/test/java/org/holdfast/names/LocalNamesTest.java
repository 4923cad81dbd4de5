package org.holdfast.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNamesTest {
    private static final List<byte[]> NAMES = Stream.of(
                    "plain", "a b", "50%", "ünï", "日本", "🗄️", "a\nb", "q?#&'*:;=+", "\\")
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toList();

    @Test
    void everyNameComesBackFromARealDirectory(@TempDir Path dir) throws Exception {
        assertThat(roundTrips(dir)).isEmpty();
    }

    @Test
    void soItDoesWithoutALocale(@TempDir Path dir) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        "env",
                        "-i",
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalNamesTest.class.getName(),
                        dir.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("ANSI_X3.4-1968\n[]\n");
    }

    /// Run in a JVM of its own, see above.
    public static void main(String[] args) throws IOException {
        System.out.println(System.getProperty("sun.jnu.encoding"));
        System.out.println(roundTrips(Path.of(args[0])));
    }

    private static List<String> roundTrips(Path dir) throws IOException {
        List<byte[]> names = Stream.concat(NAMES.stream(), Stream.of(new byte[] {'x', (byte) 0xff, (byte) 0xc3}))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (byte[] bytes : names) {
            BytePath name = BytePath.of(bytes);
            Path box = Files.createDirectory(dir.resolve("box"));
            Path relative = Files.createSymbolicLink(dir.resolve("relative"), LocalNames.path(bytes));
            Path file = Files.createFile(LocalNames.resolve(box, name));
            Path absolute =
                    Files.createSymbolicLink(dir.resolve("absolute"), LocalNames.path(LocalNames.bytesOf(file)));
            try (var listed = Files.newDirectoryStream(box)) {
                for (Path found : listed) {
                    if (!name.equals(BytePath.of(LocalNames.nameOf(found)))) {
                        wrong.add("listed " + name);
                    }
                }
            }
            if (!name.equals(BytePath.of(LocalNames.bytesOf(Files.readSymbolicLink(relative))))) {
                wrong.add("relative link to " + name);
            }
            if (!Files.isSameFile(absolute, file)) {
                wrong.add("absolute link to " + name);
            }
            for (Path made : List.of(relative, absolute, file, box)) {
                Files.delete(made);
            }
        }
        return wrong;
    }
}
