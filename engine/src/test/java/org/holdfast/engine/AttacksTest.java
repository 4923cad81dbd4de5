package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Somebody who can write to the store removes, adds, swaps, rolls back, renames, cuts, extends and changes objects. No
/// attack may give anybody another tree than the one that was backed up.
class AttacksTest {
    private static final Sealing PLAIN_NAMES = new Sealing(Optional.of(false), Optional.empty(), MacCoverage.IV);

    private @TempDir Path dir;
    private final VerifyLab told = new VerifyLab();
    private Lab lab;
    private Path source;
    private int restores;

    @BeforeEach
    void prepare() throws Exception {
        lab = new Lab(dir.resolve("state"));
        source = Files.createDirectory(dir.resolve("source"));
        Files.createDirectory(source.resolve("sub"));
        write("first");
    }

    /// As many bytes each time, since equal sizes are what an attack needs.
    private void write(String time) throws Exception {
        Files.createDirectories(source.resolve("empty-" + time));
        for (String name : List.of("a", "b", "sub/c")) {
            Files.writeString(source.resolve(name), "the " + time + " content of " + name.charAt(0));
        }
    }

    record Form(String name, FormatKind format, boolean encrypted, Sealing sealing) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Form SEALED_TREE = new Form("sealed tree", FormatKind.RSYNC, true, Sealing.USUAL);
    private static final Form PLAIN_TREE = new Form("plain tree", FormatKind.RSYNC, false, Sealing.USUAL);

    static Stream<Form> forms() {
        return Stream.of(
                SEALED_TREE,
                new Form("sealed tree of plain names", FormatKind.RSYNC, true, PLAIN_NAMES),
                new Form("sealed archive", FormatKind.TGZ, true, Sealing.USUAL),
                PLAIN_TREE,
                new Form("plain archive", FormatKind.TGZ, false, Sealing.USUAL));
    }

    private BackupEngine engine(MemoryStore store, Form form) throws Exception {
        Vault vault = Vault.over("store", store, Lab.passwords(form.encrypted), form.sealing);
        return new BackupEngine(
                new StoreLocation.Nowhere(), vault, new StateDirectory(dir.resolve("state")), lab.clock());
    }

    private BackupRecord backup(MemoryStore store, Form form, String app, String time) throws Exception {
        write(time);
        try (BackupEngine engine = engine(store, form)) {
            BackupRequest request =
                    new BackupRequest(new AppId(app), source, time, form.format, Optional.empty(), Optional.empty());
            return engine.backup(request, Progress.NONE).record();
        }
    }

    private static SortedMap<ObjectKey, byte[]> objects(MemoryStore store) throws Exception {
        List<ObjectKey> keys = new ArrayList<>();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> keys.add(info.key()));
        SortedMap<ObjectKey, byte[]> objects = new TreeMap<>();
        for (ObjectKey key : keys) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.get(key, in -> in.transferTo(bytes));
            objects.put(key, bytes.toByteArray());
        }
        return objects;
    }

    /// From now on the store holds these and nothing else.
    private static void hold(MemoryStore store, Map<ObjectKey, byte[]> objects) throws Exception {
        store.delete(List.copyOf(objects(store).keySet()));
        for (Map.Entry<ObjectKey, byte[]> object : objects.entrySet()) {
            store.put(object.getKey(), out -> out.write(object.getValue()));
        }
    }

    /// What the store is to hold after each attack; an empty one is not there.
    private static Map<String, Map<ObjectKey, byte[]>> attacks(
            SortedMap<ObjectKey, byte[]> objects, BackupRecord victim, List<BackupRecord> others) {
        Map<String, Map<ObjectKey, byte[]>> attacks = new LinkedHashMap<>();
        List<ObjectKey> targets = objects.keySet().stream()
                .filter(key -> key.text().startsWith(victim.id()))
                .filter(key -> !key.equals(Layout.record(victim.backupId())))
                .toList();
        for (ObjectKey target : targets) {
            byte[] bytes = Objects.requireNonNull(objects.get(target));
            attacks.put("remove " + target, Map.of(target, new byte[0]));
            attacks.put("cut " + target, Map.of(target, Arrays.copyOf(bytes, bytes.length - 1)));
            attacks.put("cut in half " + target, Map.of(target, Arrays.copyOf(bytes, bytes.length / 2)));
            attacks.put("extend " + target, Map.of(target, Arrays.copyOf(bytes, bytes.length + 16)));
            for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
                attacks.put("flip byte " + at + " of " + target, Map.of(target, flipped(bytes, at)));
            }
            for (BackupRecord other : others) {
                ObjectKey twin = ObjectKey.of(target.text().replace(victim.id(), other.id()));
                attacks.put(
                        "put " + twin + " in the place of " + target,
                        Map.of(target, Objects.requireNonNull(objects.get(twin))));
                attacks.put(
                        "swap " + target + " and " + twin,
                        Map.of(target, Objects.requireNonNull(objects.get(twin)), twin, bytes));
            }
            ObjectKey next = targets.get((targets.indexOf(target) + 1) % targets.size());
            byte[] ofNext = Objects.requireNonNull(objects.get(next));
            attacks.put("swap " + target + " and " + next, Map.of(target, ofNext, next, bytes));
            attacks.put("rename " + target + " to " + next, Map.of(target, new byte[0], next, bytes));
        }
        return attacks;
    }

    /// With another bit at `at`, or behind it where that says the same: zeros that are a copy of the zeros
    /// one place before may as well be a copy of those two places before.
    private static byte[] flipped(byte[] bytes, int at) {
        Optional<byte[]> meant = decompressed(bytes);
        for (int place = at; place < bytes.length; place++) {
            byte[] flipped = bytes.clone();
            flipped[place] ^= 1;
            if (meant.isEmpty()
                    || !decompressed(flipped)
                            .filter(said -> Arrays.equals(said, meant.get()))
                            .isPresent()) {
                return flipped;
            }
        }
        throw new IllegalArgumentException("nothing behind " + at + " tells anything");
    }

    /// As the JDK has it; nothing if that is no gzip data.
    private static Optional<byte[]> decompressed(byte[] bytes) {
        try (GZIPInputStream gunzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(gunzip.readAllBytes());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Path restored(BackupEngine engine, BackupRecord record, boolean acceptDamaged, Progress progress)
            throws Exception {
        Path target = dir.resolve("restored" + restores++);
        RestoreRequest request = RestoreRequest.raw(target);
        engine.restore(
                engine.findReadable(record.id(), acceptDamaged),
                acceptDamaged ? request.acceptingDamaged() : request,
                progress);
        return target;
    }

    private VerifyResult verify(BackupEngine engine, BackupRecord record) throws Exception {
        told.results().clear();
        VerifyRequest request =
                new VerifyRequest(List.of(record.id()), Optional.empty(), VerifyMode.READ_DATA, 100, Optional.empty());
        engine.verify(request, told, told);
        return told.results().getFirst();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anAttackOnAnyObjectIsDetectedAndRefused(Form form) throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord older = backup(store, form, "blog", "other");
        BackupRecord ofAnotherApp = backup(store, form, "wiki", "third");
        BackupRecord victim = backup(store, form, "blog", "newer");
        SortedMap<ObjectKey, byte[]> objects = objects(store);
        Map<String, Map<ObjectKey, byte[]>> attacks = attacks(objects, victim, List.of(older, ofAnotherApp));
        assertThat(attacks).hasSizeGreaterThan(20);
        try (BackupEngine engine = engine(store, form)) {
            Path truth = restored(engine, victim, false, Progress.NONE);
            for (Map.Entry<String, Map<ObjectKey, byte[]>> attack : attacks.entrySet()) {
                SortedMap<ObjectKey, byte[]> after = new TreeMap<>(objects);
                after.putAll(attack.getValue());
                after.values().removeIf(bytes -> bytes.length == 0);
                hold(store, after);
                assertThat(verify(engine, victim).isGood()).as(attack.getKey()).isFalse();
                assertThatThrownBy(() -> restored(engine, victim, false, Progress.NONE))
                        .as(attack.getKey())
                        .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.failure())
                                .isEqualTo(Failure.DAMAGED));
                assertWhatIsSalvagedIsTrue(engine, form, victim, truth, attack.getKey());
            }
        }
    }

    @Test
    void whatSomebodyAddsIsFoundAndNotRestored() throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord record = backup(store, SEALED_TREE, "blog", "first");
        ObjectKey place = record.backupId().key();
        try (Vault vault = Vault.over("store", store, Lab.passwords(true))) {
            StoredForm form = StoredForm.of(vault.at(place));
            ObjectKey a = place.resolve(form.key(BytePath.parse("data/a")));
            store.copy(a, place.resolve(form.key(BytePath.parse("data/sub/a"))));
            store.copy(a, place.resolve("not-sealed"));
        }
        try (BackupEngine engine = engine(store, SEALED_TREE)) {
            assertThat(VerifyLab.found(verify(engine, record))).containsExactly("extra", "extra data/sub/a");
            Path target = restored(engine, record, false, Progress.NONE).resolve("data");
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
        }
    }

    private void assertWhatIsSalvagedIsTrue(
            BackupEngine engine, Form form, BackupRecord victim, Path truth, String attack) throws Exception {
        NavigableSet<String> lost = new ConcurrentSkipListSet<>();
        List<String> notices = new ArrayList<>();
        Path target;
        try {
            target = restored(engine, victim, true, event -> {
                if (event instanceof Event.Lost(var path, var _)) {
                    lost.add(path.text());
                }
                if (event instanceof Event.Noticed(var message)) {
                    notices.add(message);
                }
            });
        } catch (BackupException e) {
            assertThat(e.failure()).as(attack).isEqualTo(Failure.DAMAGED);
            assertThat(form.format).as(attack + ": " + e.getMessage()).isEqualTo(FormatKind.TGZ);
            return;
        }
        boolean proven = notices.stream().noneMatch(notice -> notice.contains("nobody can tell"));
        for (String name : List.of("config.json", "data/a", "data/b", "data/sub/c")) {
            Path file = target.resolve(name);
            if (!Files.exists(file)) {
                assertThat(!proven || lost.contains(name))
                        .as(attack + ": " + name)
                        .isTrue();
            } else if (proven) {
                assertThat(file).as(attack).hasSameBinaryContentAs(truth.resolve(name));
                assertThat(lost).doesNotContain(name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aRecordThatSaysSomethingElseIsRefused(Form form) throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord record = backup(store, form, "blog", "first");
        TreeFacts truth = TreeFacts.of(source);
        ObjectKey key = Layout.record(record.backupId());
        SortedMap<ObjectKey, byte[]> objects = objects(store);
        String json = new String(Objects.requireNonNull(objects.get(key)), StandardCharsets.UTF_8);
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put(
                "\"format\" : \"" + record.format() + "\"",
                "\"format\" : \"" + (form.format == FormatKind.TGZ ? "rsync" : "tgz") + "\"");
        changes.put("\"appVersion\" : \"first\"", "\"appVersion\" : \"9.9\"");
        changes.put("\"started\" : \"2026", "\"started\" : \"2025");
        changes.put("\"finished\" : \"2026", "\"finished\" : \"2025");
        changes.put("\"lost\" : 0", "\"lost\" : 1");
        changes.put("\"unstable\" : 0", "\"unstable\" : 1");
        changes.put("\"files\" : " + record.files(), "\"files\" : 1");
        changes.put("\"encrypted\" : " + form.encrypted, "\"encrypted\" : " + !form.encrypted);
        try (BackupEngine engine = engine(store, form)) {
            for (Map.Entry<String, String> change : changes.entrySet()) {
                String other = json.replace(change.getKey(), change.getValue());
                assertThat(other).as(change.getKey()).isNotEqualTo(json);
                byte[] changed = other.getBytes(StandardCharsets.UTF_8);
                store.put(key, out -> out.write(changed));
                assertThat(VerifyLab.found(verify(engine, record)))
                        .as(change.getValue())
                        .contains("record");
                assertThatThrownBy(() -> restored(engine, record, false, Progress.NONE))
                        .as(change.getValue())
                        .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.failure())
                                .isEqualTo(Failure.DAMAGED))
                        .hasMessageContaining("the record of " + record.id() + " was changed");
                Path target = restored(engine, record, true, Progress.NONE).resolve("data");
                assertThat(truth.differences(TreeFacts.of(target)))
                        .as(change.getValue())
                        .isEmpty();
            }
        }
    }

    @Test
    void nobodyPassesOffAPlainStoreForAnEncryptedOne() throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord forged = backup(store, PLAIN_TREE, "blog", "first");
        try (BackupEngine engine = engine(store, SEALED_TREE)) {
            assertThatThrownBy(() -> restored(engine, forged, false, Progress.NONE))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("a password was given, but the store store is not encrypted");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aBackupWithoutARecordIsReadByItsId(Form form) throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord record = backup(store, form, "blog", "first");
        TreeFacts truth = TreeFacts.of(source);
        store.delete(List.of(Layout.record(record.backupId())));
        List<String> notices = new ArrayList<>();
        try (BackupEngine engine = engine(store, form)) {
            assertThat(engine.list(Optional.empty(), event -> notices.add(event.toString())))
                    .isEmpty();
            assertThat(notices).hasSize(1).first().asString().contains("without a record", record.id());
            Path target = restored(engine, record, false, Progress.NONE).resolve("data");
            assertThat(truth.differences(TreeFacts.of(target))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aBackupOfOtherSoftwareIsReadWithANotice(Form form) throws Exception {
        Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
        Files.createLink(source.resolve("sub/again"), source.resolve("a"));
        MemoryStore store = new MemoryStore();
        BackupRecord record = backup(store, form, "blog", "first");
        Files.setPosixFilePermissions(
                source.resolve("b"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        BackupRecord second = backup(store, form, "blog", "other");
        for (BackupRecord each : List.of(record, second)) {
            store.delete(List.of(Layout.record(each.backupId()), Layout.manifest(each.backupId(), form.encrypted)));
        }
        List<String> notices = new ArrayList<>();
        Path target;
        try (BackupEngine engine = engine(store, form)) {
            target = restored(engine, second, false, event -> {
                        if (event instanceof Event.Noticed(var message)) {
                            notices.add(message);
                        }
                    })
                    .resolve("data");
        }
        assertThat(notices).hasSize(1).first().asString().contains("is missing, so nobody can tell");
        NavigableSet<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.walk(target)) {
            all.map(path -> target.relativize(path).toString()).forEach(names::add);
        }
        assertThat(names)
                .containsExactly("", "a", "b", "empty-first", "empty-other", "link", "sub", "sub/again", "sub/c");
        for (String name : List.of("a", "b", "sub/c", "sub/again", "link")) {
            assertThat(target.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }
        assertThat(Files.readSymbolicLink(target.resolve("link"))).hasToString("a");
        assertThat(Files.isExecutable(target.resolve("b"))).isTrue();
        assertThat(Files.getPosixFilePermissions(target.resolve("a")))
                .doesNotContain(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    }
}
