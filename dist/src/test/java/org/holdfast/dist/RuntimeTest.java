package org.holdfast.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What lies beside the program: the libraries that it was tested with, and a Java that has what they need.
final class RuntimeTest {
    private static final Path APP = Path.of(System.getProperty("app"));

    @Test
    void trustsPublicAuthorities() throws Exception {
        KeyStore trusted = KeyStore.getInstance("JKS");
        try (InputStream in = Files.newInputStream(APP.resolve("java/lib/security/cacerts"))) {
            trusted.load(in, null);
        }
        // A Java of a distribution may have a link to a file elsewhere, or none.
        assertThat(trusted.size()).isGreaterThan(50);
    }

    @Test
    void javaHasTheModulesThatOurCodeNeeds() throws IOException {
        List<String> jars = jars().filter(jar -> jar.getFileName().toString().startsWith("holdfast-"))
                .map(Path::toString)
                .toList();
        assertThat(jars).hasSizeGreaterThan(5);
        StringWriter out = new StringWriter();
        Stream<String> options = Stream.of("--ignore-missing-deps", "--print-module-deps");
        int code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        Stream.concat(options, jars.stream()).toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        assertThat(modules()).containsAll(List.of(out.toString().strip().split(",", -1)));
    }

    @Test
    void librariesAreThoseOfTheBuildAndNoOlderOnes() throws IOException {
        Set<String> tested = Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .map(path -> Path.of(path).getFileName().toString())
                .collect(Collectors.toSet());
        Set<String> packed = jars().map(jar -> jar.getFileName().toString())
                .filter(name -> !name.startsWith("holdfast-"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tested).as("remove cli/target/holdfast and build again").containsAll(packed);
    }

    private static Stream<Path> jars() throws IOException {
        try (Stream<Path> lib = Files.list(APP.resolve("lib"));
                Stream<Path> server = Files.list(APP.resolve("server"))) {
            return Stream.concat(lib, server).toList().stream();
        }
    }

    private static List<String> modules() throws IOException {
        return Files.readAllLines(APP.resolve("java/release")).stream()
                .filter(line -> line.startsWith("MODULES="))
                .flatMap(
                        line -> Arrays.stream(line.replaceAll("MODULES=|\"", "").split(" ")))
                .toList();
    }
}
