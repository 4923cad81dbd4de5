package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.Verification;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Backups that are held against their manifests.
class VerifyTest {
    private static final int FILES = 40;

    private @TempDir Path dir;
    private final MemoryStore store = new MemoryStore();
    private final VerifyLab told = new VerifyLab();
    private Path source;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        Files.createDirectory(source.resolve("empty"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        Files.createLink(source.resolve("second-name"), source.resolve("file7"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("file7"));
        lab = new Lab(dir.resolve("state"));
    }

    private BackupRecord backup(FormatKind format, boolean encrypted) throws Exception {
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            return engine.backup(Lab.request(source, format), Progress.NONE).record();
        }
    }

    private VerifyResult verify(boolean encrypted, VerifyMode mode, int percent) throws Exception {
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            return told.verify(engine, mode, percent);
        }
    }

    private Optional<Verification> remembered(BackupRecord record) throws Exception {
        return new Catalog(store).find(record.backupId()).orElseThrow().verification();
    }

    private ObjectKey key(BackupRecord record, String path) throws Exception {
        ObjectKey place = record.backupId().key();
        try (Vault vault = Vault.over("store", store, Lab.passwords(record.encrypted()))) {
            return place.resolve(StoredForm.of(vault.at(place)).key(BytePath.parse(path)));
        }
    }

    private byte[] bytes(ObjectKey key) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.get(key, in -> in.transferTo(bytes));
        return bytes.toByteArray();
    }

    private void put(ObjectKey key, byte[] bytes) throws Exception {
        store.put(key, out -> out.write(bytes));
    }

    private void flip(ObjectKey key, int at) throws Exception {
        byte[] bytes = bytes(key);
        bytes[at] ^= 1;
        put(key, bytes);
    }

    private void cut(ObjectKey key) throws Exception {
        byte[] bytes = bytes(key);
        put(key, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    }

    @ParameterizedTest
    @CsvSource({"RSYNC, false", "RSYNC, true", "TGZ, false", "TGZ, true"})
    void aGoodBackupIsGoodInEveryWay(FormatKind format, boolean encrypted) throws Exception {
        BackupRecord record = backup(format, encrypted);
        Extent whole = new Extent(record.files(), record.bytes());
        VerifyResult quick = verify(encrypted, VerifyMode.QUICK, 100);
        assertThat(quick.findings()).isEmpty();
        assertThat(quick.read()).isEqualTo(Extent.NOTHING);
        assertThat(quick.whole()).isEqualTo(whole);
        assertThat(remembered(record).orElseThrow().dataRead()).isEmpty();
        for (VerifyMode mode : List.of(VerifyMode.READ_DATA, VerifyMode.DRILL)) {
            VerifyResult result = verify(encrypted, mode, 100);
            assertThat(result.findings()).isEmpty();
            assertThat(result.read()).isEqualTo(whole);
            assertThat(remembered(record).orElseThrow().mode()).isEqualTo(mode.id());
            assertThat(remembered(record).orElseThrow().dataRead()).isPresent();
        }
        assertThat(told.notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDamageOfATreeIsFound(boolean encrypted) throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, encrypted);
        store.delete(List.of(key(record, "data/file1")));
        cut(key(record, "data/file2"));
        flip(key(record, "data/file3"), 3);
        put(key(record, "data/file4"), bytes(key(record, "data/file5")));
        put(key(record, "data/more"), bytes(key(record, "data/file5")));
        // The other name of one that is right.
        flip(key(record, "data/second-name"), 5);
        List<String> listed = List.of("extra data/more", "missing data/file1", "size data/file2");
        assertThat(VerifyLab.found(verify(encrypted, VerifyMode.QUICK, 100))).isEqualTo(listed);
        assertThat(remembered(record).orElseThrow().damage().orElseThrow().deep())
                .isFalse();

        VerifyResult read = verify(encrypted, VerifyMode.READ_DATA, 100);

        List<String> all = new ArrayList<>(listed);
        all.addAll(List.of("content data/file3", "content data/file4", "content data/second-name"));
        assertThat(VerifyLab.found(read)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(read.deep()).isEqualTo(3);
        assertThat(read.read().files()).isEqualTo(record.files() - 5);
        assertThat(remembered(record).orElseThrow().damage().orElseThrow().deep())
                .isTrue();
        assertThat(read.findings())
                .allSatisfy(finding -> assertThat(finding.next()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDamageOfAnArchiveIsFound(boolean encrypted) throws Exception {
        BackupRecord record = backup(FormatKind.TGZ, encrypted);
        ObjectKey archive = Layout.archive(record.backupId(), encrypted);
        byte[] good = bytes(archive);
        for (int at : new int[] {good.length / 2, good.length - 9, good.length - 1}) {
            flip(archive, at);
            assertThat(verify(encrypted, VerifyMode.QUICK, 100).isGood()).isTrue();
            assertThat(VerifyLab.found(verify(encrypted, VerifyMode.READ_DATA, 1)))
                    .as("byte %d of %d", at, good.length)
                    .contains("archive");
            assertThat(VerifyLab.found(verify(encrypted, VerifyMode.DRILL, 100)))
                    .containsExactly("archive");
            put(archive, good);
        }
        cut(archive);
        assertThat(VerifyLab.found(verify(encrypted, VerifyMode.QUICK, 100))).containsExactly("archive");
        store.delete(List.of(archive));
        put(record.backupId().key().resolve("x"), good);
        assertThat(VerifyLab.found(verify(encrypted, VerifyMode.READ_DATA, 100)))
                .containsExactly("archive", "extra");
    }

    @ParameterizedTest
    @CsvSource({"RSYNC, false", "RSYNC, true", "TGZ, false", "TGZ, true"})
    void theManifestIsTheBackupsOwn(FormatKind format, boolean encrypted) throws Exception {
        BackupRecord record = backup(format, encrypted);
        ObjectKey manifest = Layout.manifest(record.backupId(), encrypted);
        byte[] own = bytes(manifest);
        flip(manifest, own.length / 2);
        assertThat(VerifyLab.found(verify(encrypted, VerifyMode.QUICK, 100))).containsExactly("manifest");
        store.delete(List.of(manifest));
        assertThat(VerifyLab.found(verify(encrypted, VerifyMode.DRILL, 100))).containsExactly("manifest");
        BackupRecord other = backup(format, encrypted);
        put(manifest, bytes(Layout.manifest(other.backupId(), encrypted)));
        VerifyResult swapped = verify(encrypted, VerifyMode.READ_DATA, 100);
        assertThat(VerifyLab.found(swapped)).containsExactly("manifest");
        assertThat(swapped.whole()).isEqualTo(Extent.NOTHING);
        assertThat(told.results().get(1).isGood()).isTrue();
    }

    @Test
    void theRecordAgreesWithTheManifest() throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, false);
        String json = new String(bytes(Layout.record(record.backupId())), java.nio.charset.StandardCharsets.UTF_8);
        put(
                Layout.record(record.backupId()),
                json.replace("\"files\" : " + record.files(), "\"files\" : 1")
                        .replace("\"rsync\"", "\"tgz\"")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(verify(false, VerifyMode.QUICK, 100).findings().stream().map(VerifyFinding::what))
                .containsExactly(
                        "the record says that the format is tgz, and the manifest rsync",
                        "the record says that the number of files is 1, and the manifest " + record.files());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repeatedReadingsOfAPartReadAllOfIt(boolean encrypted) throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, encrypted);
        for (int run = 0; run < 5; run++) {
            VerifyResult result = verify(encrypted, VerifyMode.READ_DATA, 20);
            assertThat(result.isGood()).isTrue();
            assertThat(result.read().files()).isBetween(record.files() / 5, record.files() / 2);
            // In between somebody looks at all.
            verify(encrypted, VerifyMode.QUICK, 100);
        }
        assertThat(told.read().stream().distinct()).hasSize((int) record.files());
    }

    @ParameterizedTest
    @CsvSource({"RSYNC, false", "RSYNC, true", "TGZ, false", "TGZ, true"})
    void aQuickOneListsOnceAndReadsNoFile(FormatKind format, boolean encrypted) throws Exception {
        BackupRecord record = backup(format, encrypted);
        CountingStore counted = new CountingStore(store);
        try (BackupEngine engine = lab.engine(counted, encrypted)) {
            engine.verify(
                    new VerifyRequest(List.of(record.id()), Optional.empty(), VerifyMode.QUICK, 100, Optional.empty()),
                    told,
                    told);
        }
        assertThat(told.results()).singleElement().satisfies(result -> assertThat(result.isGood())
                .isTrue());
        assertThat(counted.keys(Operation.LIST).stream().filter(key -> !key.startsWith(Layout.LOCKS)))
                .hasSize(1);
        assertThat(counted.keys(Operation.GET))
                .allMatch(key -> key.equals(Layout.KEY_CHECK)
                        || key.startsWith(Layout.LOCKS)
                        || key.equals(Layout.manifest(record.backupId(), encrypted))
                        || key.equals(Layout.record(record.backupId())));
    }

    @Test
    void whatThisMachineRemembersIsNotAsked() throws Exception {
        backup(FormatKind.RSYNC, true);
        lab = new Lab(dir.resolve("other-state"));
        assertThat(verify(true, VerifyMode.DRILL, 100).isGood()).isTrue();
        try (var left = Files.list(dir.resolve("other-state/tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBackupThatIsRemovedMeanwhileIsNotDamaged(boolean named) throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, false);
        try (BackupEngine engine = lab.engine(store, false);
                BackupEngine other = lab.engine(store, false)) {
            List<String> names = named ? List.of(record.id()) : List.of();
            VerifyRequest request =
                    new VerifyRequest(names, Optional.empty(), VerifyMode.READ_DATA, 100, Optional.empty());
            engine.verify(request, told, event -> {
                if (event instanceof Event.Started) {
                    removed(other, record);
                }
                told.on(event);
            });
        }
        assertThat(told.results()).isEmpty();
        assertThat(told.failures().stream().map(BackupException::failure).toList())
                .isEqualTo(named ? List.of(Failure.NOT_FOUND) : List.of());
        assertThat(told.notices())
                .isEqualTo(named ? List.of() : List.of(record.id() + " was removed while it was verified"));
        assertThat(new Catalog(store).find(record.backupId())).isEmpty();
    }

    private static void removed(BackupEngine engine, BackupRecord record) {
        try {
            engine.remove(record);
        } catch (BackupException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noRecordBringsARemovedBackupBack() throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, false);
        try (BackupEngine engine = lab.engine(store, false);
                BackupEngine other = lab.engine(store, false)) {
            engine.verify(
                    VerifyLab.request(VerifyMode.QUICK, 100),
                    new VerifyVisitor() {
                        @Override
                        public void verified(VerifyResult result) {
                            assertThat(result.isGood()).isTrue();
                            removed(other, record);
                        }

                        @Override
                        public void failed(String backup, BackupException why) {
                            throw new AssertionError(backup, why);
                        }
                    },
                    told);
        }
        assertThat(told.notices()).singleElement().asString().startsWith("the result is not kept with " + record.id());
        assertThat(new Catalog(store).find(record.backupId())).isEmpty();
    }

    @Test
    void aBackupWhoseAppIsBeingBackedUpIsVerifiedNoLess() throws Exception {
        BackupRecord record = backup(FormatKind.RSYNC, false);
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        try (Vault vault = Vault.over("store", store, Passwords.NONE)) {
            AppGuard guard = new AppGuard(
                    vault, state, lab.clock(), LockOwner.current(), org.holdfast.engine.lock.LockTimer.thread());
            try (AppLock _ = guard.here(new AppId("blog"))) {
                assertThat(verify(false, VerifyMode.READ_DATA, 100).isGood()).isTrue();
            }
        }
        assertThat(told.notices()).singleElement().asString().startsWith("the result is not kept with " + record.id());
        assertThat(remembered(record)).isEmpty();
    }

    @Test
    void aRecordThatIsNoneStopsNoOther() throws Exception {
        BackupRecord broken = backup(FormatKind.RSYNC, false);
        BackupRecord newer = backup(FormatKind.TGZ, false);
        backup(FormatKind.TGZ, false);
        put(Layout.record(broken.backupId()), new byte[] {'{'});
        put(Layout.record(newer.backupId()), "{\"schema\": 2}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        VerifyResult first = verify(false, VerifyMode.QUICK, 100);
        assertThat(first.backup()).isEqualTo(broken.id());
        assertThat(VerifyLab.found(first)).containsExactly("record");
        assertThat(told.results()).hasSize(2);
        assertThat(told.results().getLast().isGood()).isTrue();
        assertThat(told.notices()).singleElement().asString().contains("newer version");
    }

    @Test
    void ofVeryMuchDamageAllIsCounted() {
        Findings findings = new Findings();
        for (int i = 0; i < 5000; i++) {
            findings.add(VerifyFinding.Kind.MISSING, BytePath.parse("file" + i), "file" + i + " is missing");
            findings.add(VerifyFinding.Kind.SIZE, BytePath.parse("file" + i), "file" + i + " is short");
        }
        assertThat(findings.total()).isEqualTo(5000);
        assertThat(findings.listed()).hasSize(1000);
        assertThat(findings.deep()).isZero();
        assertThat(findings.areHarmless()).isFalse();
    }

    @Test
    void anAppThatIsLockedStopsNoRepairOfOthers() throws Exception {
        BackupRecord locked = backup(FormatKind.RSYNC, false);
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        try (Vault vault = Vault.over("store", store, Passwords.NONE);
                BackupEngine engine = lab.engine(store, false)) {
            BackupRequest wiki = new BackupRequest(
                    new AppId("wiki"), source, "1.0", FormatKind.RSYNC, Optional.empty(), Optional.empty());
            BackupRecord other = engine.backup(wiki, Progress.NONE).record();
            store.delete(List.of(key(locked, "data/file1"), key(other, "data/file1")));
            AppId blog = new AppId("blog");
            try (AppLock _ = AppLock.acquire(state.app(vault, blog).lock(), blog, "store", Lab.START)) {
                engine.repair(VerifyLab.request(VerifyMode.QUICK, 100), OtherStores.NONE, told, told);
            }
        }
        assertThat(told.failures()).singleElement().satisfies(why -> assertThat(why.failure())
                .isEqualTo(Failure.LOCKED));
        assertThat(told.results()).singleElement().satisfies(result -> assertThat(result.isGood())
                .isTrue());
    }
}
