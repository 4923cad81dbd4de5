package org.holdfast.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A JVM of its own, for what one cannot do to the JVM of the tests: take away its locale, its rights, its life.
final class Child {
    /// Root without the rights that make it root: like any user, for whom all files are root's.
    private static final List<String> POWERLESS =
            List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search,-chown,-fowner,-fsetid");

    private Child() {}

    static String withoutLocale(Class<?> main, Path... arguments) throws Exception {
        return output(start(List.of("env", "-i"), main, arguments));
    }

    static String withoutPower(Class<?> main, Path... arguments) throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        return output(start(root ? POWERLESS : List.of(), main, arguments));
    }

    static Process start(List<String> prefix, Class<?> main, Path... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Stream.of(arguments).map(Path::toString).toList());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 ? output : output + "exit " + code;
    }
}
