package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nothing is used without a reason, and nothing shipped without its licence.
final class DependenciesTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern MANAGED = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>");
    private static final Pattern EXPLAINED = Pattern.compile("(?m)^\\| `([^`:]+:[^`:]+)` \\| \\S.* \\|$");
    private static final Pattern NOTICED =
            Pattern.compile("(?m)^([a-z0-9]+(?:[.-][a-z0-9]+)+) ([a-z0-9.*-]+) +[A-Z].*$");

    @Test
    void eachIsExplained() throws IOException {
        String pom = Files.readString(TOP.resolve("pom.xml"));
        String managed = pom.substring(pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
        Set<String> used = MANAGED.matcher(managed)
                .results()
                .map(found -> found.group(1) + ":" + found.group(2))
                .filter(artifact -> !artifact.startsWith("org.holdfast:"))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> explained = EXPLAINED
                .matcher(Files.readString(TOP.resolve("docs/dependencies.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).hasSizeGreaterThan(20);
        assertThat(explained).isEqualTo(used);
    }

    /// The build writes down what is on the class path at run time.
    @Test
    void eachThatIsShippedHasItsLicence() throws IOException {
        Set<String> shipped = Stream.of(Files.readString(Path.of("target/run-time-class-path"))
                        .strip()
                        .split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .filter(path -> !String.valueOf(path.getFileName()).startsWith("holdfast-"))
                .map(DependenciesTest::repositoryPlace)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Pattern> noticed = NOTICED.matcher(Files.readString(TOP.resolve("NOTICE")))
                .results()
                .map(found -> Pattern.compile(Pattern.quote(found.group(1).replace('.', '/') + "/")
                        + found.group(2).replace("*", "[^/]*")))
                .toList();

        assertThat(shipped).hasSizeGreaterThan(40);
        assertThat(shipped).allSatisfy(place -> assertThat(noticed)
                .as(place + " is in no line of NOTICE")
                .anyMatch(pattern -> isOf(place, pattern)));
        assertThat(noticed).allSatisfy(pattern -> assertThat(shipped)
                .as(pattern + " of NOTICE is not shipped")
                .anyMatch(place -> isOf(place, pattern)));
    }

    /// Of `…/org/slf4j/slf4j-api/2.0.18/slf4j-api-2.0.18.jar`, all but the last two names.
    private static String repositoryPlace(Path jar) {
        return String.valueOf(jar.resolve("../..").normalize());
    }

    private static boolean isOf(String place, Pattern pattern) {
        return Pattern.compile(".*/" + pattern.pattern()).matcher(place).matches();
    }
}
