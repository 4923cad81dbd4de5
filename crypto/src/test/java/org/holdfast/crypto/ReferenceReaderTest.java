package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.holdfast.testkit.Vectors;
import org.holdfast.testkit.Vectors.Vector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What we write opens with the reader in `spec/reader`, which shares no code with us.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceReaderTest {
    private static final String PASSWORD = "pässwörd-日本";
    private static final Path READER = Vectors.spec().resolve("reader/holdfast_reader.py");

    private final KeyRing ring = new Rings().of(PASSWORD);

    @TempDir
    private Path dir;

    private record Outcome(int exitCode, String stdoutHex, String stderr) {
        byte[] stdout() {
            return HexFormat.of().parseHex(stdoutHex);
        }
    }

    @BeforeAll
    void itsToolsAreThere() {
        for (List<String> tool : List.of(List.of("python3", "--version"), List.of("openssl", "version"))) {
            try {
                assertThat(new ProcessBuilder(tool)
                                .redirectErrorStream(true)
                                .start()
                                .waitFor())
                        .isZero();
            } catch (IOException e) {
                fail(tool.getFirst() + " is missing; install it: the reference reader is part of the proof", e);
            } catch (InterruptedException e) {
                fail("interrupted", e);
            }
        }
    }

    private Outcome read(byte[] password, Object... arguments) throws IOException, InterruptedException {
        Path passwordFile = Files.write(dir.resolve("password"), password);
        List<String> command = new ArrayList<>(List.of("python3", READER.toString(), "--password-file"));
        command.add(passwordFile.toString());
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return run(new ProcessBuilder(command));
    }

    private Outcome read(Object... arguments) throws IOException, InterruptedException {
        return read(PASSWORD.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path stdout = dir.resolve("stdout");
        Path stderr = dir.resolve("stderr");
        int exitCode = builder.redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start()
                .waitFor();
        return new Outcome(exitCode, HexFormat.of().formatHex(Files.readAllBytes(stdout)), Files.readString(stderr));
    }

    @Test
    void derivesTheSameKeys() throws Exception {
        byte[] keys = new Rings().keys(PASSWORD);
        HexFormat hex = HexFormat.of();
        String expected = "file key: %s\nfile MAC key: %s\nname key: %s\nname MAC key: %s\n"
                .formatted(
                        hex.formatHex(keys, 0, 32),
                        hex.formatHex(keys, 32, 64),
                        hex.formatHex(keys, 64, 96),
                        hex.formatHex(keys, 96, 128));
        assertThat(read("keys").stdout()).asString(StandardCharsets.US_ASCII).isEqualTo(expected);
    }

    @Test
    void opensAFile() throws Exception {
        byte[] archive = new byte[100_000];
        new Random(1).nextBytes(archive);
        Path sealed = Files.write(dir.resolve("app.tar.gz.enc"), Rings.seal(ring.fileCipher(), archive));
        assertThat(read("file", sealed).stdout()).isEqualTo(archive);
        assertThat(read("file", sealed, dir.resolve("out")).exitCode()).isZero();
        assertThat(dir.resolve("out")).hasBinaryContent(archive);
    }

    @Test
    void opensNamesOfEveryLength() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        NameCipher cipher = ring.nameCipher();
        List<Object> arguments = new ArrayList<>(List.of("name", "--"));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int length = 1; length <= 160; length++) {
            byte[] name = NameCipherTest.name(random, length);
            arguments.add(cipher.seal(name));
            expected.write(name);
            expected.write('\n');
        }
        Outcome outcome = read(arguments.toArray());
        assertThat(outcome.stderr()).as("seed %d", seed).isEmpty();
        assertThat(outcome.stdout()).as("seed %d", seed).isEqualTo(expected.toByteArray());
    }

    /// Files of every size around the borders, names of all kinds, directories in directories.
    @Test
    void opensATree() throws Exception {
        Path sealed = Files.createDirectory(dir.resolve("sealed"));
        Map<String, byte[]> files = new TreeMap<>();
        IntStream.concat(IntStream.rangeClosed(0, 100), IntStream.of(65535, 65536, 65537))
                .forEach(size -> {
                    byte[] content = new byte[size];
                    new Random(size).nextBytes(content);
                    files.put("size " + size, content);
                });
        List<String> odd =
                List.of("café\u00ff", "a\nb", ".hidden", "dir/deeper/.x", "dir/\u00e9\u00ff", "dir/deeper/y");
        odd.forEach(path -> files.put(path, path.getBytes(StandardCharsets.UTF_8)));
        for (var file : files.entrySet()) {
            Path target = sealed;
            for (String segment : file.getKey().split("/", -1)) {
                target = target.resolve(ring.nameCipher().seal(latin1(segment)));
            }
            Files.createDirectories(target.resolveSibling(""));
            Files.write(target, Rings.seal(ring.fileCipher(), file.getValue()));
        }
        Files.createDirectory(sealed.resolve(ring.nameCipher().seal(latin1("empty"))));

        Path plain = dir.resolve("plain");
        Outcome outcome = read("dir", sealed, plain);
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        files.put("empty/", new byte[0]);
        assertThat(listing(plain)).isEqualTo(digests(files));
    }

    /// One char a byte, so that names which are no text can be written down.
    private static byte[] latin1(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, Integer> digests(Map<String, byte[]> files) {
        Map<String, Integer> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(HexFormat.of().formatHex(latin1(name)), Arrays.hashCode(content)));
        return digests;
    }

    /// Listed by Python, since a JVM started without a locale cannot name all of these files.
    private Map<String, Integer> listing(Path root) throws IOException, InterruptedException {
        String program = """
            import os, sys
            root = os.fsencode(sys.argv[1])
            for at, dirs, files in os.walk(root):
                for name in files:
                    path = os.path.join(at, name)
                    print(os.path.relpath(path, root).hex(), open(path, 'rb').read().hex())
                if not dirs and not files:
                    print((os.path.relpath(at, root) + b'/').hex(), '')
            """;
        Outcome outcome = run(new ProcessBuilder("python3", "-c", program, root.toString()));
        assertThat(outcome.stderr()).isEmpty();
        Map<String, Integer> found = new TreeMap<>();
        for (String line :
                new String(outcome.stdout(), StandardCharsets.US_ASCII).lines().toList()) {
            int blank = line.indexOf(' ');
            found.put(line.substring(0, blank), Arrays.hashCode(HexFormat.of().parseHex(line.substring(blank + 1))));
        }
        return found;
    }

    @Test
    void passesEveryVector() throws Exception {
        int count = Vectors.ofKind("file").size() + Vectors.ofKind("name").size();
        Outcome outcome = run(new ProcessBuilder(
                "python3",
                READER.toString(),
                "vectors",
                Vectors.spec().resolve("vectors").toString()));
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.stdout()).asString(StandardCharsets.US_ASCII).isEqualTo(count + " vectors, 0 wrong\n");
    }

    @Test
    void countsAVectorThatIsWrong() throws Exception {
        String good = Files.readString(Vectors.spec().resolve("vectors/file-1-bytes.vector"));
        Files.writeString(dir.resolve("a.vector"), good.replace("expect: success", "expect: mac"));
        Outcome outcome = run(new ProcessBuilder("python3", READER.toString(), "vectors", dir.toString()));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).isEqualTo("a.vector: expected mac, found success\n");
    }

    /// One of each layer, as a user would meet it: exit code 1, the layer named, and nothing written.
    @Test
    void refusesByItsCommandsToo() throws Exception {
        List<String> layers = new ArrayList<>();
        List<Vector> all = new ArrayList<>(Vectors.ofKind("file"));
        all.addAll(Vectors.ofKind("name"));
        for (Vector vector : all) {
            String layer = vector.value("expect");
            byte[] password = vector.hex("password");
            boolean asFile = vector.value("kind").equals("file");
            // A NUL or a byte beyond ASCII cannot be put on a command line from here.
            boolean sayable = asFile || new String(vector.bytes(), StandardCharsets.UTF_8).matches("\\p{Graph}*");
            if (layer.equals("success") || layers.contains(layer) || !sayable) {
                continue;
            }
            layers.add(layer);
            Path out = dir.resolve("refused");
            Outcome outcome = asFile
                    ? read(password, "file", Files.write(dir.resolve("bad"), vector.bytes()), out)
                    : read(password, "name", "--", new String(vector.bytes(), StandardCharsets.US_ASCII));
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.stderr()).startsWith("refused: " + layer + ": ").hasLineCount(1);
            assertThat(outcome.stdout()).isEmpty();
            assertThat(out).doesNotExist();
        }
        assertThat(layers)
                .containsExactlyInAnyOrder(
                        "length",
                        "magic",
                        "blocks",
                        "mac",
                        "padding",
                        "name-encoding",
                        "name-length",
                        "name-mac",
                        "name-segment");
    }

    /// So that nobody mends a vector by hand and the next run of the maker takes it back.
    @Test
    void theVectorsAreWhatTheirMakerMakes() throws Exception {
        Path vectors = Vectors.spec().resolve("vectors");
        Path made = Files.createDirectory(dir.resolve("made"));
        Outcome outcome = run(
                new ProcessBuilder("python3", vectors.resolve("make_vectors.py").toString(), made.toString()));
        assertThat(outcome.stderr()).isEmpty();
        assertThat(contents(made)).isNotEmpty().isEqualTo(contents(vectors));
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.newDirectoryStream(directory, "*.vector")) {
            for (Path file : files) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
