package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcludesTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
        *.tmp         , a/b.tmp     , false, true
        *.tmp         , a/b.tmpx    , false, false
        cache/        , a/cache     , true , true
        cache/        , a/cache     , false, false
        cache         , cached      , true , false
        /cache        , cache       , true , true
        /cache        , a/cache     , true , false
        a/cache       , a/cache     , true , true
        a/cache       , b/a/cache   , true , false
        **/a/cache    , b/a/cache   , true , true
        **/a/cache    , a/cache     , true , true
        a/**          , a           , true , false
        a/**          , a/b         , true , true
        a/**          , a/b/c       , false, true
        a/**/c        , a/c         , false, true
        a/**/c        , a/b/b/c     , false, true
        a/**/c        , a/b/bc      , false, false
        a/*/c         , a/b/b/c     , false, false
        a**c          , abbc        , false, true
        [a-c]?        , bx          , false, true
        [!a-c]?       , bx          , false, false
        [[:digit:]]*  , 7z          , false, true
        []]           , ]           , false, true
        x[!]]         , xa          , false, true
        x[!]]         , x]          , false, false
        [^a]x         , bx          , false, true
        [^a]x         , ax          , false, false
        [a-]b         , -b          , false, true
        [a-]b         , bb          , false, false
        [c-a]b        , cb          , false, true
        [c-a]b        , bb          , false, false
        x[a\\-c]      , x-          , false, true
        x[a\\-c]      , xb          , false, false
        x[\\]]        , x]          , false, true
        x[[:]         , x:          , false, true
        x[[:]         , x[          , false, true
        x[[:a]        , xa          , false, true
        x[[:alpha:]-] , x-          , false, true
        x[[:alpha:]1] , xq          , false, true
        x[[:alpha:]1] , x1          , false, true
        x[[:alpha:]1] , x2          , false, false
        \\*           , *           , false, true
        \\*           , a           , false, false
        #x            , #x          , false, true
        """)
    void matchesAsGitDoes(String pattern, String path, boolean directory, boolean excluded) {
        assertThat(Excludes.of(List.of(pattern)).contains(BytePath.parse(path), directory))
                .isEqualTo(excluded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alnum", "Alpha", "Blank", "Cntrl", "Digit", "Graph", "Lower", "Print", "Punct", "Space", "Upper",
                "XDigit"
            })
    void namedClassesAreThoseOfPosix(String name) {
        Excludes excludes = Excludes.of(List.of("x[[:" + name.toLowerCase(Locale.ROOT) + ":]]"));
        Pattern posix = Pattern.compile("\\p{" + name + "}");
        for (char c = 1; c < 256; c++) {
            if (c != '/') {
                BytePath path = BytePath.of(new byte[] {'x', (byte) c});
                assertThat(excludes.contains(path, false))
                        .as("%s and %x", name, (int) c)
                        .isEqualTo(c < 128 && posix.matcher(String.valueOf(c)).matches());
            }
        }
    }

    @Test
    void withoutPatternsNothingIsLeftOut() {
        Excludes none = Excludes.of(List.of());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.contains(BytePath.parse("a"), false)).isFalse();
        assertThat(Excludes.of(List.of("a")).isEmpty()).isFalse();
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        Excludes excludes = Excludes.of(List.of("*.log", "!keep.log", "/a/keep.log"));
        assertThat(excludes.contains(BytePath.parse("b/x.log"), false)).isTrue();
        assertThat(excludes.contains(BytePath.parse("b/keep.log"), false)).isFalse();
        assertThat(excludes.contains(BytePath.parse("a/keep.log"), false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "/",
                "//",
                "a//b",
                "./a",
                "../a",
                "a/..",
                "[a",
                "a\\",
                "[[",
                "[a-",
                "[[:a",
                "[[:nonsense:]]"
            })
    void refusesWhatCannotMatchAnything(String pattern) {
        assertThatThrownBy(() -> Excludes.of(List.of("fine", pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + ByteText.printable(pattern.getBytes(StandardCharsets.UTF_8))
                        + "\" is no pattern for what to leave out: ");
    }

    @Test
    void takesTheLinesOfAFileApart() {
        byte[] file = "# why\n\na  \n  b\\ \\  \r\n\\#c\n!d".getBytes(StandardCharsets.UTF_8);
        assertThat(Excludes.lines(file)).containsExactly("a", "  b\\ \\ ", "\\#c", "!d");
    }

    @Test
    void aManyStarredPatternTakesNoTimeToSpeakOf() {
        String hostile = "*a".repeat(200) + "/" + "**/x*y/".repeat(30) + "b";
        BytePath path = BytePath.parse("a".repeat(255) + "/" + "xxy/".repeat(200) + "c");
        assertThat(Excludes.of(List.of(hostile)).contains(path, false)).isFalse();
    }

    @Test
    void nothingIsLookedAtBelowWhatIsLeftOut() throws IOException {
        Files.createDirectories(dir.resolve("data/cache/deep"));
        Files.createDirectories(dir.resolve("data/a"));
        Files.writeString(dir.resolve("data/a/x.tmp"), "x");
        Files.writeString(dir.resolve("data/a/y"), "y");
        Files.writeString(dir.resolve("z.tmp"), "z");
        List<String> left = new ArrayList<>();
        Scanned scanned = new Scanned() {
            @Override
            public void excluded(BytePath path) {
                left.add(path.toString());
            }
        };
        SourceTree.of(dir)
                .excluding(BytePath.parse("data"), Excludes.of(List.of("/cache/", "*.tmp", "!/cache/deep")))
                .scan(scanned);
        assertThat(scanned.paths()).containsExactly("data", "data/a", "data/a/y", "z.tmp");
        assertThat(left).containsExactly("data/a/x.tmp", "data/cache");
        assertThat(scanned.skips).isEmpty();
    }

    @Test
    void theMountedDirectoryItselfIsNeverLeftOut() throws IOException {
        Files.createDirectories(dir.resolve("real/data"));
        SortedMap<BytePath, Path> mounts = new TreeMap<>();
        mounts.put(BytePath.parse("data"), dir.resolve("real"));
        Scanned scanned =
                Scanned.of(SourceTree.of(mounts).excluding(BytePath.parse("data"), Excludes.of(List.of("*", "!data"))));
        assertThat(scanned.paths()).containsExactly("data", "data/data");
    }

    /// `git check-ignore` over random trees and patterns; they are the same for the same seed.
    @Test
    @Tag("long")
    void leavesOutExactlyWhatGitWould() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "git"))),
                "git is not installed");
        int excluded = 0;
        int kept = 0;
        for (int seed = 0; seed < 30; seed++) {
            Path root = Files.createDirectory(dir.resolve("tree" + seed));
            new Trees(seed).fill(root, 120);
            List<BytePath> all = Scanned.of(SourceTree.of(root)).entries.stream()
                    .map(TreeEntry::path)
                    .toList();
            List<String> patterns = patterns(new Random(seed), all);
            Scanned scanned = Scanned.of(SourceTree.of(root).excluding(BytePath.ROOT, Excludes.of(patterns)));
            TreeSet<BytePath> leftOut = new TreeSet<>(all);
            scanned.entries.forEach(entry -> leftOut.remove(entry.path()));
            assertThat(differences(leftOut, ignoredByGit(root, patterns, all)))
                    .as("seed %d, patterns %s", seed, patterns)
                    .isEmpty();
            kept += scanned.entries.size();
            excluded += all.size() - scanned.entries.size();
        }
        assertThat(excluded).isGreaterThan(500);
        assertThat(kept).isGreaterThan(500);
    }

    private static List<String> differences(Set<BytePath> ours, Set<BytePath> gits) {
        List<String> differences = new ArrayList<>();
        ours.stream().filter(path -> !gits.contains(path)).forEach(path -> differences.add("only we: " + path));
        gits.stream().filter(path -> !ours.contains(path)).forEach(path -> differences.add("only git: " + path));
        return differences;
    }

    /// Made of paths of the tree, so that they match something.
    private static List<String> patterns(Random random, List<BytePath> paths) {
        List<String> patterns = new ArrayList<>();
        while (patterns.size() < 6) {
            String pattern = pattern(random, paths.get(random.nextInt(paths.size())));
            // No file of patterns has one with a line end in it.
            if (!pattern.contains("\n")) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private static String pattern(Random random, BytePath path) {
        List<String> names = new ArrayList<>();
        for (BytePath name : path.segments()) {
            names.add(
                    random.nextInt(4) == 0
                            ? List.of("*", "**", "?*", "[!a]*").get(random.nextInt(4))
                            : wild(random, name));
        }
        int from = random.nextInt(names.size());
        String pattern = String.join("/", names.subList(random.nextBoolean() ? from : 0, names.size()));
        return (random.nextInt(4) == 0 ? "!" : "")
                + (random.nextInt(4) == 0 ? "/" : random.nextInt(4) == 0 ? "**/" : "")
                + pattern
                + (random.nextInt(4) == 0 ? "/" : random.nextInt(6) == 0 ? "/**" : "");
    }

    /// The name with its bytes escaped, or some of them replaced.
    private static String wild(Random random, BytePath name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : name.bytes()) {
            switch (random.nextInt(8)) {
                case 0 -> out.write('?');
                case 1 -> {
                    out.write('[');
                    out.write('\\');
                    out.write(b);
                    out.writeBytes("-\\~]".getBytes(StandardCharsets.US_ASCII));
                }
                case 2 -> {
                    out.write('*');
                    out.write('\\');
                    out.write(b);
                }
                default -> {
                    out.write('\\');
                    out.write(b);
                }
            }
        }
        return ByteText.decode(out.toByteArray());
    }

    private Set<BytePath> ignoredByGit(Path root, List<String> patterns, List<BytePath> paths) throws Exception {
        Path repository = dir.resolve(root.getFileName() + ".git");
        git("init", "--quiet", "--bare", repository.toString());
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (String pattern : patterns) {
            lines.writeBytes(ByteText.encode(pattern));
            lines.write('\n');
        }
        Files.createDirectories(repository.resolve("info"));
        Files.write(repository.resolve("info/exclude"), lines.toByteArray());
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        for (BytePath path : paths) {
            asked.writeBytes(path.bytes());
            asked.write(0);
        }
        Path questions = Files.write(dir.resolve("asked"), asked.toByteArray());
        Path answers = dir.resolve("answered");
        Process process = new ProcessBuilder(
                        "git",
                        "-c",
                        "core.bare=false",
                        "--git-dir=" + repository,
                        "--work-tree=" + root,
                        "check-ignore",
                        "--no-index",
                        "--stdin",
                        "-z")
                .directory(root.toFile())
                .redirectInput(questions.toFile())
                .redirectOutput(answers.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // 1 says that nothing is ignored.
        assertThat(process.waitFor()).isIn(0, 1);
        Set<BytePath> ignored = new TreeSet<>();
        byte[] bytes = Files.readAllBytes(answers);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                ignored.add(BytePath.of(Arrays.copyOfRange(bytes, start, i)));
                start = i + 1;
            }
        }
        return ignored;
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
