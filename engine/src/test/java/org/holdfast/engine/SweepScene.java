package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;

/// A server that backs up to one store and has another, both of which a test may fill, copy and look into.
final class SweepScene implements AutoCloseable {
    /// One of the two stores.
    enum Where {
        HERE,
        THERE
    }

    /// A new, empty store.
    @FunctionalInterface
    interface Stores {
        /// Opens one, which is closed with the scene.
        ///
        /// @param dir not there yet
        /// @param clock of the store, where it has one that can be set
        ObjectStore open(Path dir, Clock clock) throws Exception;
    }

    /// The time, as the store has it.
    static final class Clock {
        private volatile Instant now = Lab.START;

        Instant now() {
            return now;
        }
    }

    private final Path dir;
    private final Stores stores;
    private final SharedVaults vaults;
    private final Map<String, TreeFacts> expected;
    private final Map<Where, Set<String>> known = new HashMap<>();

    /// What was restored and was right: the same bytes restore to the same files.
    private final Set<String> proven;

    private final Clock clock = new Clock();
    private final Map<Where, ObjectStore> raw = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private Path state;
    private LockOwner owner = LockOwner.current();

    private SweepScene(
            Path dir,
            Stores stores,
            SharedVaults vaults,
            Map<String, TreeFacts> expected,
            Set<String> proven,
            Instant now)
            throws Exception {
        this.dir = Files.createDirectories(dir);
        this.stores = stores;
        this.vaults = vaults;
        this.expected = new TreeMap<>(expected);
        this.proven = proven;
        this.clock.now = now;
        this.state = dir.resolve("state");
        for (Where where : Where.values()) {
            raw.put(where, stores.open(dir.resolve(where.name()), clock));
            known.put(where, new HashSet<>());
        }
    }

    static SweepScene empty(Path dir, Stores stores, SharedVaults vaults) throws Exception {
        return new SweepScene(dir, stores, vaults, Map.of(), new HashSet<>(), Lab.START);
    }

    /// Another server with stores and local state of the same content.
    SweepScene copy(Path to) throws Exception {
        SweepScene copy = new SweepScene(to, stores, vaults, expected, proven, clock.now);
        for (Where where : Where.values()) {
            for (var object : objects(where).entrySet()) {
                byte[] bytes = object.getValue().getBytes(StandardCharsets.ISO_8859_1);
                copy.raw(where).put(object.getKey(), out -> out.write(bytes));
            }
            copy.known.put(where, known(where));
        }
        copyTree(state, copy.state);
        return copy;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    ObjectStore raw(Where where) {
        return Objects.requireNonNull(raw.get(where));
    }

    /// Every object and its bytes, one character a byte.
    Map<ObjectKey, String> objects(Where where) throws IOException {
        Map<ObjectKey, String> objects = new TreeMap<>();
        raw(where).list(ObjectKey.ROOT, Depth.ALL, info -> objects.put(info.key(), ""));
        for (var object : objects.entrySet()) {
            raw(where)
                    .get(
                            object.getKey(),
                            in -> object.setValue(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
        }
        return objects;
    }

    /// From now on this machine is another one, after a while: nothing is known here of what was done before.
    void moveToAnotherMachine() {
        state = dir.resolve("other-state");
        owner = new LockOwner("another", 1, Optional.of("another boot"), Optional.empty());
        later(Duration.ofHours(2));
    }

    void later(Duration time) {
        clock.now = clock.now.plus(time);
    }

    Instant now() {
        return clock.now;
    }

    /// What was told besides failures.
    List<String> told() {
        return told;
    }

    Progress progress() {
        return event -> {
            if (event instanceof Event.Noticed(var message)) {
                synchronized (told) {
                    told.add(message);
                }
            }
        };
    }

    /// Where the stores and the local state are.
    Path place() {
        return dir;
    }

    /// What is done with the engines of both stores.
    @FunctionalInterface
    interface Work<T> {
        T with(BackupEngine here, BackupEngine there) throws IOException;
    }

    void run(SweepCase.Command command) throws IOException {
        run(raw(Where.HERE), raw(Where.THERE), command);
    }

    /// Over stores that may be others.
    void run(ObjectStore here, ObjectStore there, SweepCase.Command command) throws IOException {
        run(here, there, (one, other) -> {
            command.run(this, one, other);
            return true;
        });
    }

    <T> T run(Work<T> work) throws IOException {
        return run(raw(Where.HERE), raw(Where.THERE), work);
    }

    private <T> T run(ObjectStore here, ObjectStore there, Work<T> work) throws IOException {
        later(Duration.ofMinutes(1));
        try {
            return work.with(engine(Where.HERE, here), engine(Where.THERE, there));
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    private BackupEngine engine(Where where, ObjectStore store) throws IOException {
        return new BackupEngine(
                new StoreLocation.Nowhere(),
                vaults.over(where, store),
                new StateDirectory(state),
                () -> {
                    clock.now = clock.now.plusSeconds(1);
                    return clock.now;
                },
                owner,
                LockTimer.thread());
    }

    /// Makes a backup that is known from then on.
    BackupRecord backup(Where where, BackupRequest request) throws Exception {
        BackupRecord record = run((here, there) -> (where == Where.HERE ? here : there).backup(request, progress()))
                .record();
        expected.put(record.id(), TreeFacts.of(request.content().data()));
        Objects.requireNonNull(known.get(where)).add(record.id());
        return record;
    }

    /// The backups that were made there, by id.
    Set<String> known(Where where) {
        return Set.copyOf(Objects.requireNonNull(known.get(where)));
    }

    List<BackupRecord> listed(Where where) throws Exception {
        return run((here, there) -> (where == Where.HERE ? here : there).list(Optional.empty(), Progress.NONE));
    }

    /// Restores every backup that is listed, unless one of the same bytes was restored before.
    ///
    /// @param ruined those that need not restore, by id
    /// @param unknown what one restores to that was made since
    /// @return what is listed
    List<BackupRecord> assertAllRestore(Where where, Set<String> ruined, TreeFacts unknown, String name)
            throws Exception {
        List<BackupRecord> listed = listed(where);
        Map<ObjectKey, String> objects = objects(where);
        for (BackupRecord record : listed) {
            if (!ruined.contains(record.id())) {
                TreeFacts wanted = Objects.requireNonNullElse(expected.get(record.id()), unknown);
                Map<ObjectKey, String> bytes = new TreeMap<>(objects);
                bytes.keySet().removeIf(key -> !key.text().startsWith(record.id()));
                if (!proven.contains(bytes + " as " + wanted.lines())) {
                    assertRestores(where, record, wanted, name);
                    proven.add(bytes + " as " + wanted.lines());
                }
            }
        }
        return listed;
    }

    private void assertRestores(Where where, BackupRecord record, TreeFacts wanted, String name) throws Exception {
        Path target = dir.resolve("target");
        run((here, there) ->
                (where == Where.HERE ? here : there).restore(record, RestoreRequest.to(target), Progress.NONE));
        assertThat(wanted.differences(TreeFacts.of(target)))
                .as(name + ": " + record.id())
                .isEmpty();
        Trees.delete(target);
    }

    /// Removes what dead runs left, whatever its age.
    void cleanUp() throws Exception {
        CleanupRequest request = new CleanupRequest(Duration.ZERO, false);
        run((_, here, there) -> {
            here.cleanUp(request, (_, _, _) -> {}, progress());
            there.cleanUp(request, (_, _, _) -> {}, progress());
        });
    }

    /// The keys below a prefix, without it.
    Set<String> below(Where where, ObjectKey prefix) throws IOException {
        Set<String> keys = new TreeSet<>();
        raw(where)
                .list(
                        prefix,
                        Depth.ALL,
                        info -> keys.add(info.key().below(prefix).text()));
        return keys;
    }

    /// Tells of what could not be verified.
    VerifyVisitor visitor() {
        return new VerifyVisitor() {
            @Override
            public void verified(VerifyResult result) {
                result.findings().forEach(finding -> told.add(finding.what()));
            }

            @Override
            public void failed(String backup, BackupException why) {
                told.add(String.valueOf(why.getMessage()));
            }
        };
    }

    /// The keys that belong to none of the backups, to no working copy, and not to the store as a whole.
    Set<String> strays(Where where, List<BackupRecord> records) throws Exception {
        Set<String> strays = new HashSet<>();
        for (ObjectKey key : objects(where).keySet()) {
            if (!key.equals(Layout.KEY_CHECK) && !isWorkingCopy(key) && !isOf(records, key.text())) {
                strays.add(key.text());
            }
        }
        raw(where).unfinished(ObjectKey.ROOT, found -> strays.add("unfinished " + found.key() + " " + found.id()));
        return strays;
    }

    private static boolean isWorkingCopy(ObjectKey key) {
        return key.startsWith(Layout.WORKING_COPIES) && !key.text().endsWith(".pending.json");
    }

    private static boolean isOf(List<BackupRecord> records, String key) {
        return records.stream()
                .anyMatch(record -> key.startsWith(record.id() + "/") || key.startsWith(record.id() + "."));
    }

    @Override
    public void close() throws IOException {
        raw.values().forEach(ObjectStore::close);
        Trees.delete(dir);
    }
}
