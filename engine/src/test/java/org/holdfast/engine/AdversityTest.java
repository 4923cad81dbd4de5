package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What other programs, other machines and accidents do to a store and a source.
class AdversityTest {
    private final MemoryStore store = new MemoryStore();
    private @TempDir Path dir;
    private Path source;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        Files.writeString(source.resolve("a"), "content");
        lab = new Lab(dir.resolve("state"));
    }

    private BackupOutcome backup(ObjectStore over, FormatKind format, boolean encrypted) throws Exception {
        try (BackupEngine engine = lab.engine(over, encrypted)) {
            return engine.backup(Lab.request(source, format), Progress.NONE);
        }
    }

    private TreeFacts restored(BackupRecord record, boolean encrypted) throws Exception {
        return TreeFacts.of(restore(record, encrypted));
    }

    private Path restore(BackupRecord record, boolean encrypted) throws Exception {
        Path target = dir.resolve("target-" + record.finished().toEpochMilli());
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        return target;
    }

    /// The same store, with something happening just before an object is put.
    private ObjectStore before(String keySuffix, Callable<?> happening) {
        boolean[] happened = new boolean[1];
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("put")
                            && !happened[0]
                            && ((ObjectKey) arguments[0]).text().endsWith(keySuffix)) {
                        happened[0] = true;
                        happening.call();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void attributeNamesNeedNotBeText(FormatKind format) throws Exception {
        // Java takes attribute names by the locale's encoding, so Python sets this one.
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import os,sys; os.setxattr(os.fsencode(sys.argv[1]), b'user.\\xff', b'\\x00v')",
                        source.resolve("a").toString())
                .inheritIO()
                .start();
        assertThat(python.waitFor()).isZero();
        BackupRecord record = backup(store, format, true).record();
        Path target = restore(record, true);
        Process reading = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import os,sys; print(os.getxattr(os.fsencode(sys.argv[1]), b'user.\\xff').hex())",
                        target.resolve("a").toString())
                .start();
        assertThat(new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("0076\n");
    }

    @Test
    void aHardLinkedFileMayChangeBetweenScanAndPacking() throws Exception {
        Files.createLink(source.resolve("b"), source.resolve("a"));
        ObjectStore changing = before(".tar.gz", () -> Files.writeString(source.resolve("a"), "other content"));
        BackupRecord record = backup(changing, FormatKind.TGZ, false).record();
        assertThat(TreeFacts.of(source).differences(restored(record, false))).isEmpty();
    }

    @Test
    void aSmallFileMayGrowLargeBetweenScanAndPacking() throws Exception {
        ObjectStore changing = before(".tar.gz", () -> Files.write(source.resolve("a"), new byte[5 << 20]));
        BackupRecord record = backup(changing, FormatKind.TGZ, false).record();
        assertThat(TreeFacts.of(source).differences(restored(record, false))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void anotherMachineIsRefusedMeanwhile(FormatKind format) throws Exception {
        AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
        ObjectStore meddled = before(".manifest.jsonl.gz", () -> {
            Lab other = new Lab(dir.resolve("other-state"), Instant.parse("2026-11-20T05:00:00Z"));
            try (BackupEngine engine = other.engine(store, false)) {
                refusal.set(catchThrowable(() -> engine.backup(Lab.request(source, format), Progress.NONE)));
            }
            return true;
        });
        BackupRecord record = backup(meddled, format, false).record();
        assertThat(refusal.get())
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.LOCKED))
                .hasMessageContaining("another run works on app blog in store: backup create, process "
                        + ProcessHandle.current().pid());
        assertThat(TreeFacts.of(source).differences(restored(record, false))).isEmpty();
        assertThat(store.stat(ObjectKey.of("locks/app_blog.json"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void aBackupThatAnotherMachineRemovedMeanwhileIsNotCalledGood(FormatKind format) throws Exception {
        BackupRecord first = backup(store, format, false).record();
        ObjectStore meddled = before(".manifest.jsonl.gz", () -> {
            Lab other = new Lab(dir.resolve("other-state"), Instant.parse("2026-11-20T05:00:00Z"));
            try (BackupEngine engine = other.engine(store, false)) {
                assertThat(engine.unlock(new AppId("blog"), true)).isPresent();
                return engine.backup(Lab.request(source, format), Progress.NONE);
            }
        });
        assertThatThrownBy(() -> backup(meddled, format, false))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.LOCKED));
        try (BackupEngine engine = lab.engine(store, false)) {
            List<BackupRecord> listed = engine.list(Optional.empty(), Progress.NONE);
            assertThat(listed).hasSize(2).contains(first);
            for (BackupRecord record : listed) {
                assertThat(TreeFacts.of(source).differences(restored(record, false)))
                        .isEmpty();
            }
        }
    }

    @Test
    void aDamagedRecordHidesNoOtherBackupAndStopsNone() throws Exception {
        BackupRecord good = backup(store, FormatKind.RSYNC, false).record();
        BackupId id = BackupId.parse("2026-11-20-020000-000/app_blog_2026-11-20-020001-000_v1")
                .orElseThrow();
        for (String content : List.of("", "null", "{", Json.line(good))) {
            store.put(Layout.record(id), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
            List<String> told = new ArrayList<>();
            try (BackupEngine engine = lab.engine(store, false)) {
                assertThat(engine.list(Optional.empty(), event -> told.add(((Event.Noticed) event).message())))
                        .as(content)
                        .contains(good)
                        .noneMatch(record -> record.id().equals(id.value()));
            }
            assertThat(told).hasSize(1).allMatch(message -> message.contains(id.value()));
            backup(store, FormatKind.RSYNC, false);
        }
    }

    @Test
    void aDamagedMarkOfTheWorkingCopyCostsOnlyUploads() throws Exception {
        backup(store, FormatKind.RSYNC, false);
        for (String content : List.of("", "null", "[]")) {
            store.put(
                    Layout.workingMark(new AppId("blog")), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
            BackupRecord next = backup(store, FormatKind.RSYNC, false).record();
            assertThat(TreeFacts.of(source).differences(restored(next, false))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void anEncryptedStoreThatLostItsKeyCheckIsNotWrittenToInTheClear(FormatKind format) throws Exception {
        backup(store, format, true);
        store.delete(List.of(Layout.KEY_CHECK));
        assertThatThrownBy(() -> backup(store, format, false))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("holdfast-key-check.enc is missing");
    }

    @Test
    void withoutItsIndexARunStillSeesEveryKindOfChange() throws Exception {
        FileTime time = Files.getLastModifiedTime(source.resolve("a"));
        backup(store, FormatKind.RSYNC, false);
        lab = new Lab(dir.resolve("new-state"));
        Files.writeString(source.resolve("a"), "CONTENT");
        Files.getFileAttributeView(source.resolve("a"), UserDefinedFileAttributeView.class)
                .write("note", ByteBuffer.wrap(new byte[] {1}));
        Files.setLastModifiedTime(source.resolve("a"), time);
        BackupOutcome next = backup(store, FormatKind.RSYNC, false);
        assertThat(TreeFacts.of(source).differences(restored(next.record(), false)))
                .isEmpty();
        assertThat(next.summary().uploadedFiles()).isOne();
    }
}
