package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a store is told of the bytes it is given: how many to expect, which version they are, where to get them again.
class UploadDescriptionsTest {
    private static final long SEED = 3;
    private static final int LARGE = 8 << 20;

    private final MemoryStore store = new MemoryStore();
    private @TempDir Path dir;
    private Path source;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        lab = new Lab(dir.resolve("state"));
    }

    private void write(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(SEED + size).nextBytes(content);
        Files.write(source.resolve(name), content);
    }

    /// Lets the file system's clock go on: what changed just now has no version yet.
    private void settle() throws IOException {
        Path probe = dir.resolve("probe");
        Instant begun = Files.getLastModifiedTime(Files.writeString(probe, "")).toInstant();
        while (Files.getLastModifiedTime(Files.writeString(probe, ""))
                .toInstant()
                .isBefore(begun.plusMillis(100))) {
            Thread.onSpinWait();
        }
    }

    /// What one put or copy was told.
    private interface Hearing {
        Object[] heard(String operation, Object[] arguments) throws IOException;
    }

    private ObjectStore hearing(Hearing hearing) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    boolean told =
                            method.getName().equals("put") || method.getName().equals("copy");
                    try {
                        return method.invoke(
                                store, told ? hearing.heard(method.getName(), arguments.clone()) : arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private BackupOutcome backup(ObjectStore over, FormatKind format, boolean encrypted) throws Exception {
        try (BackupEngine engine = lab.engine(over, encrypted)) {
            return engine.backup(Lab.request(source, format), Progress.NONE);
        }
    }

    private void checkRestores(BackupRecord record, boolean encrypted) throws Exception {
        Path target = dir.resolve("target-" + record.finished().toEpochMilli());
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TGZ, false", "TGZ, true", "RSYNC, false", "RSYNC, true"})
    void everyPutSaysHowMuchToExpect(FormatKind format, boolean encrypted) throws Exception {
        write("noise", 3_000_000);
        write("empty", 0);
        Files.createLink(source.resolve("second-name"), source.resolve("noise"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(
                    Files.createDirectories(source.resolve("d".repeat(120) + i)).resolve("ü" + i), "x");
        }
        Map<String, Long> expected = new TreeMap<>();
        backup(
                hearing((operation, arguments) -> {
                    if (operation.equals("put")) {
                        synchronized (expected) {
                            expected.put(((ObjectKey) arguments[0]).text(), ((ByteSource) arguments[1]).expectedSize());
                        }
                    }
                    return arguments;
                }),
                format,
                encrypted);
        List<String> exact = new ArrayList<>();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> {
            Long size = expected.remove(info.key().text());
            if (size == null) {
                return;
            }
            if (info.key().text().contains(".tar.gz")) {
                assertThat(size)
                        .as("of an archive, at worst")
                        .isBetween(info.storedSize(), info.storedSize() + 250_000);
                return;
            }
            assertThat(size).as(info.key().text()).isEqualTo(info.storedSize());
            exact.add(info.key().text());
        });
        assertThat(expected.keySet()).containsOnly("snapshot/app_blog.pending.json");
        assertThat(exact).hasSizeGreaterThanOrEqualTo(2);
    }

    /// The bytes that a put was given, one a char, with the version asked before.
    private record Given(Optional<String> version, String bytes) {}

    private Given given(boolean encrypted, String path) throws Exception {
        List<Given> given = new ArrayList<>();
        ObjectKey working = Layout.workingTree(new AppId("blog"));
        ObjectKey[] wanted = new ObjectKey[1];
        try (Vault vault = Vault.over("store", store, Lab.passwords(encrypted))) {
            wanted[0] = working.resolve(StoredForm.of(vault.at(working)).key(org.holdfast.names.BytePath.parse(path)));
        }
        store.delete(List.of(Objects.requireNonNull(wanted[0])));
        BackupOutcome outcome = backup(
                hearing((operation, arguments) -> {
                    if (operation.equals("put") && arguments[0].equals(wanted[0])) {
                        ByteSource bytes = (ByteSource) arguments[1];
                        Optional<String> version = bytes.version();
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        bytes.writeTo(out);
                        given.add(new Given(version, out.toString(StandardCharsets.ISO_8859_1)));
                    }
                    return arguments;
                }),
                FormatKind.RSYNC,
                encrypted);
        checkRestores(outcome.record(), encrypted);
        assertThat(given).hasSize(1);
        return given.getFirst();
    }

    /// Each run finds the object gone, as if the one before had been killed while it sent it.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeFileHasAVersionThatNamesTheSameBytesInEveryRun(boolean encrypted) throws Exception {
        write("large", LARGE);
        write("small", LARGE - 1);
        settle();
        backup(store, FormatKind.RSYNC, encrypted);
        Given first = given(encrypted, "data/large");
        Given second = given(encrypted, "data/large");
        assertThat(first.version()).isPresent();
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.bytes()).isEqualTo(first.bytes());

        Given small = given(encrypted, "data/small");
        assertThat(small.version()).isEmpty();
        if (encrypted) {
            assertThat(given(true, "data/small").bytes()).isNotEqualTo(small.bytes());
        }

        // The same size and modification time, as tools leave them, and other bytes.
        var time = Files.getLastModifiedTime(source.resolve("large"));
        byte[] content = Files.readAllBytes(source.resolve("large"));
        content[LARGE - 1] ^= 1;
        Files.write(source.resolve("large"), content);
        Files.setLastModifiedTime(source.resolve("large"), time);
        settle();
        Given changed = given(encrypted, "data/large");
        assertThat(changed.version()).isPresent().isNotEqualTo(first.version());
        assertThat(changed.bytes()).isNotEqualTo(first.bytes());
        if (encrypted) {
            assertThat(changed.bytes()).startsWith("CBV2");
            assertThat(changed.bytes().substring(4, 20))
                    .isNotEqualTo(first.bytes().substring(4, 20));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatChangesAfterItsVersionWasAskedIsReadOnceMore(boolean encrypted) throws Exception {
        write("large", LARGE);
        settle();
        List<Optional<String>> versions = new ArrayList<>();
        BackupOutcome outcome = backup(
                hearing((operation, arguments) -> {
                    if (operation.equals("put") && ((ByteSource) arguments[1]).expectedSize() >= LARGE) {
                        versions.add(((ByteSource) arguments[1]).version());
                        if (versions.size() == 1) {
                            write("large", LARGE + 5);
                        }
                    }
                    return arguments;
                }),
                FormatKind.RSYNC,
                encrypted);
        assertThat(versions).hasSize(2);
        assertThat(versions.getFirst()).isPresent();
        assertThat(versions.getLast()).isEmpty();
        assertThat(outcome.record().isComplete()).isTrue();
        checkRestores(outcome.record(), encrypted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStoreThatCannotCopyIsSentTheFilesAgain(boolean encrypted) throws Exception {
        write("a", 100);
        write("b", 200_000);
        BackupOutcome outcome = backup(uncopying(), FormatKind.RSYNC, encrypted);
        assertThat(outcome.resentFiles()).isEqualTo(4);
        checkRestores(outcome.record(), encrypted);
    }

    /// Puts what it is told to copy, and copies only where that fails, as a last resort.
    private ObjectStore uncopying() {
        return hearing((operation, arguments) -> {
            if (operation.equals("copy")) {
                ByteSource original =
                        ((Optional<?>) arguments[2]).map(ByteSource.class::cast).orElseThrow();
                ObjectKey aside = ObjectKey.of("aside-" + Thread.currentThread().threadId());
                store.put(aside, original);
                arguments[0] = aside;
            }
            return arguments;
        });
    }

    @Test
    void aFileThatChangedSinceItsUploadIsNotSentAgain() throws Exception {
        write("a", 100);
        List<IOException> refused = new ArrayList<>();
        ObjectStore changing = hearing((operation, arguments) -> {
            if (operation.equals("copy") && ((ObjectKey) arguments[0]).text().endsWith("/a")) {
                write("a", 101);
                try {
                    ((ByteSource) ((Optional<?>) arguments[2]).orElseThrow()).writeTo(new ByteArrayOutputStream());
                } catch (IOException e) {
                    refused.add(e);
                }
                write("a", 100);
            }
            return arguments;
        });
        BackupOutcome outcome = backup(changing, FormatKind.RSYNC, false);
        assertThat(refused).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("data/a is not what"));
        assertThat(outcome.resentFiles()).isZero();
        Path target = dir.resolve("target");
        try (BackupEngine engine = lab.engine(store, false)) {
            engine.restore(outcome.record(), RestoreRequest.to(target), Progress.NONE);
        }
        assertThat(target.resolve("a")).hasSameBinaryContentAs(source.resolve("a"));
    }
}
