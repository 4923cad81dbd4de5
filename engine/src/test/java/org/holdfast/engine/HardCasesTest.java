package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trees at the edge of what formats and file systems can do, and what other tools make of our backups.
@Execution(ExecutionMode.CONCURRENT)
class HardCasesTest {
    private static final long SEED = 7;

    private @TempDir(factory = MemoryDirectory.class) Path dir;
    private Path source;
    private Path store;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        store = dir.resolve("store");
        lab = new Lab(dir.resolve("state"));
    }

    private BackupRecord backup(FormatKind format, boolean encrypted) throws Exception {
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            return engine.backup(Lab.request(source, format), Progress.NONE).record();
        }
    }

    private Path restore(BackupRecord record, boolean encrypted) throws Exception {
        Path target = dir.resolve("target");
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        return target;
    }

    private void run(Path in, String... command) throws Exception {
        Path output = dir.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> String.join(" ", command) + "\n" + contentOf(output.toFile()))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void filesOfEverySizeAroundTheBlocks(FormatKind format) throws Exception {
        Random random = new Random(SEED);
        for (int size : new int[] {0, 1, 15, 16, 17, 511, 512, 513, 65535, 65536, 65537, 262143, 1048576, 1048577}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(source.resolve("size" + size), content);
        }
        Path target = restore(backup(format, true), true);
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void directoriesAHundredDeep(FormatKind format) throws Exception {
        Path deepest = Files.createDirectories(source.resolve("d/".repeat(100)));
        Files.writeString(deepest.resolve("file"), "deep");
        Path target = restore(backup(format, false), false);
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    @Test
    void verySmallFilesInGreatNumber() throws Exception {
        int files = Boolean.getBoolean("long.tests") ? 100_000 : 20_000;
        for (int i = 0; i < files; i++) {
            Path directory = source.resolve("d" + i / 1000);
            if (i % 1000 == 0) {
                Files.createDirectory(directory);
            }
            Files.writeString(directory.resolve("f" + i), "file " + i);
        }
        for (FormatKind format : FormatKind.values()) {
            BackupRecord record = backup(format, false);
            assertThat(record.files()).isGreaterThanOrEqualTo(files);
            Path target = restore(record, false);
            run(dir, "diff", "-r", source.toString(), target.toString());
            run(dir, "mv", target.toString(), dir.resolve("restored-" + format).toString());
        }
    }

    @Test
    void aFileOfHoles() throws Exception {
        holesComeBack(64 << 20);
    }

    /// Other tools read such a header in `PeersReadTest`; this is 8 GiB of it there and back.
    @Test
    @EnabledIfSystemProperty(named = "long.tests", matches = "true")
    void aFileTooLargeForAPlainTarHeader() throws Exception {
        holesComeBack((8L << 30) + 12345);
    }

    private void holesComeBack(long size) throws Exception {
        Path big = source.resolve("big");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.write("begins".getBytes(StandardCharsets.US_ASCII));
            file.seek(size - 4);
            file.write("ends".getBytes(StandardCharsets.US_ASCII));
        }
        BackupRecord record = backup(FormatKind.TGZ, false);
        assertThat(output("tar", "-tvzf", store.resolve(record.id() + ".tar.gz").toString(), "./data/big"))
                .contains(" " + size + " ");
        Path restored = restore(record, false).resolve("big");
        assertThat(restored).hasSize(size);
        for (long at : new long[] {0, size - 8}) {
            assertThat(eightBytes(restored, at)).isEqualTo(eightBytes(big, at));
        }
        // The restore has compared every byte with the manifest's digest; that it kept the holes is seen from outside.
        assertThat(Long.parseLong(output("du", "-k", restored.toString()).split("\t", 2)[0]))
                .isLessThan(1024);
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer eightBytes(Path file, long at) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(bytes, at);
        }
        return bytes.flip();
    }

    @Test
    void gnuTarMakesTheSameTreeOfAPlainArchive() throws Exception {
        new Trees(SEED).fill(source, 300);
        BackupRecord record = backup(FormatKind.TGZ, false);
        Path extracted = Files.createDirectory(dir.resolve("extracted"));
        run(
                extracted,
                "tar",
                "--xattrs",
                "--xattrs-include=user.*",
                "-xpzf",
                store.resolve(record.id() + ".tar.gz").toString());
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(extracted.resolve("data"))))
                .isEmpty();
    }

    @Test
    void aCopyOfAPlainTreeHoldsTheSameFiles() throws Exception {
        new Trees(SEED).fill(source, 300);
        BackupRecord record = backup(FormatKind.RSYNC, false);
        Path copied = dir.resolve("copied");
        run(dir, "cp", "-a", store.resolve(record.id()).toString(), copied.toString());
        // Content alone: directories without files, links and metadata are in the manifest.
        run(
                dir,
                "sh",
                "-c",
                "cd \"$1\" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum -z > \"$3\"/a && cd"
                    + " \"$2\" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum -z > \"$3\"/b && cmp"
                    + " \"$3\"/a \"$3\"/b && test -s \"$3\"/a",
                "sh",
                source.toString(),
                copied.resolve("data").toString(),
                dir.toString());
    }

    @Test
    void theReferenceReaderOpensAnEncryptedTreeAndArchive() throws Exception {
        Files.createDirectories(source.resolve("a/ünï"));
        Files.writeString(source.resolve("a/ünï/b"), "content");
        Files.write(source.resolve("c"), new byte[100_000]);
        BackupRecord tree = backup(FormatKind.RSYNC, true);
        BackupRecord archive = backup(FormatKind.TGZ, true);
        Path password = Files.writeString(dir.resolve("password"), Lab.PASSWORD);
        Path reader = Path.of("").toAbsolutePath().resolveSibling("spec").resolve("reader/holdfast_reader.py");
        Path opened = dir.resolve("opened");
        run(
                dir,
                "python3",
                reader.toString(),
                "dir",
                store.resolve(tree.id()).toString(),
                opened.toString(),
                "--password-file",
                password.toString());
        run(dir, "diff", "-r", source.toString(), opened.resolve("data").toString());
        Path tarball = dir.resolve("opened.tar.gz");
        run(
                dir,
                "python3",
                reader.toString(),
                "file",
                store.resolve(archive.id() + ".tar.gz.enc").toString(),
                tarball.toString(),
                "--password-file",
                password.toString());
        Path extracted = Files.createDirectory(dir.resolve("extracted"));
        run(extracted, "tar", "-xzf", tarball.toString());
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(extracted.resolve("data"))))
                .isEmpty();
    }
}
