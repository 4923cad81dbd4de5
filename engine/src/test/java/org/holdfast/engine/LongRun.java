package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.engine.retention.Candidate;
import org.holdfast.engine.retention.Retention;
import org.holdfast.engine.retention.RetentionPolicy;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.engine.retention.Verdict;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.Progress;
import org.holdfast.names.LocalNames;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.jspecify.annotations.Nullable;

/// Two apps, one of each format, that are backed up to one store about once a day, by a program that now and then
/// meets a fault, is killed, or finds its local state gone.
final class LongRun {
    private static final RetentionPolicy POLICY = new RetentionPolicy(Optional.empty(), 0, 7, 4, 6, 0);
    private static final RetentionRules RULES = new RetentionRules(POLICY, ZoneOffset.UTC, Optional.empty());

    /// A tree that is larger loses something.
    private static final int ENTRIES = 40;

    private static final List<Fault.Moment> MOMENTS = List.of(Fault.Moment.values());

    private final Path dir;
    private final long seed;
    private final Random random;
    private final Trees trees;
    private final boolean encrypted;
    private final Opening opening;
    private final int longestName;
    private final Map<String, FormatKind> apps =
            new TreeMap<>(Map.of("blog", FormatKind.RSYNC, "wiki", FormatKind.TGZ));

    /// What each backup must restore to, by its id.
    private final Map<String, TreeFacts> expected = new TreeMap<>();

    private Instant now = Instant.parse("2026-01-01T03:00:00Z");
    private int states;
    private int faults;
    private int kills;
    private long callsOfARun = 60;

    /// Opens the store anew, as each process does.
    @FunctionalInterface
    interface Opening {
        ObjectStore open() throws IOException;
    }

    /// @param longestName in bytes; what has a longer one is removed before it is backed up
    LongRun(Path dir, long seed, boolean encrypted, int longestName, Opening opening) {
        this.dir = dir;
        this.seed = seed;
        this.random = new Random(seed);
        this.trees = new Trees(seed);
        this.encrypted = encrypted;
        this.longestName = longestName;
        this.opening = opening;
    }

    /// What a kill looks like from within: no code goes on after it.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /// What a command does.
    @FunctionalInterface
    private interface Command {
        void on(BackupEngine engine) throws Exception;
    }

    void live(int days) throws Exception {
        for (String app : apps.keySet()) {
            trees.fill(Files.createDirectories(source(app)), ENTRIES / 2);
        }
        for (int day = 1; day <= days; day++) {
            live();
        }
        clean();
        for (BackupRecord record : listed()) {
            assertRestores(record);
        }
        assertThat(listed().stream().map(BackupRecord::app).distinct())
                .containsExactlyInAnyOrderElementsOf(apps.keySet());
        assertThat(faults).as("faults").isPositive();
        assertThat(kills).as("kills").isPositive();
    }

    private void live() throws Exception {
        now = now.plus(Duration.ofMinutes(random.nextInt(17 * 60, 30 * 60)));
        for (Map.Entry<String, FormatKind> app : apps.entrySet()) {
            change(source(app.getKey()));
            backUp(app.getKey(), app.getValue());
        }
        if (random.nextInt(6) == 0) {
            expire();
        }
        if (random.nextInt(15) == 0) {
            assertAllVerify();
        }
        if (random.nextInt(12) == 0) {
            states++;
            // That the holder of a lock died is known from the local state only: its process seems to live.
            quietly(engine -> {
                for (Subject subject : engine.locked()) {
                    engine.unlock(subject, true);
                }
            });
        }
    }

    private Path source(String app) {
        return dir.resolve("source").resolve(app);
    }

    private void change(Path source) throws IOException {
        trees.mutate(source, random.nextInt(5));
        for (Path entry : entries(source)) {
            if (LocalNames.nameOf(entry).length > longestName && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
                Trees.remove(entry);
            }
        }
        List<Path> entries = entries(source);
        while (entries.size() > ENTRIES) {
            Trees.remove(entries.get(random.nextInt(entries.size())));
            entries = entries(source);
        }
    }

    private static List<Path> entries(Path source) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            return all.filter(path -> !path.equals(source)).sorted().toList();
        }
    }

    private void backUp(String app, FormatKind format) throws Exception {
        TreeFacts facts = TreeFacts.of(source(app));
        BackupRequest request =
                new BackupRequest(new AppId(app), source(app), "1.0", format, Optional.empty(), Optional.empty());
        Optional<Throwable> end = run(engine -> engine.backup(request, Progress.NONE));
        List<String> listed = listed().stream().map(BackupRecord::id).toList();
        List<String> fresh =
                listed.stream().filter(id -> !expected.containsKey(id)).toList();
        // It may have been there already when the run failed.
        assertThat(fresh).as(place()).hasSizeBetween(end.isEmpty() ? 1 : 0, 1);
        fresh.forEach(id -> expected.put(id, facts));
        assertThat(listed).as(place()).containsExactlyElementsOf(expected.keySet());
    }

    /// Runs a command that is spared, meets a fault or is killed.
    ///
    /// @return what it ended with, if it did not succeed
    private Optional<Throwable> run(Command command) throws Exception {
        int fate = random.nextInt(6);
        long call = 1 + random.nextLong(callsOfARun);
        Fault.Moment moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
        FaultyStore store = new FaultyStore(
                fate == 0 ? dying(opening.open(), call) : opening.open(),
                fate == 1
                        ? new Fault[] {Fault.atCall(call, moment, () -> new TransientStoreException("planned failure"))}
                        : new Fault[0]);
        try {
            Throwable end = end(command, store);
            if (end == null) {
                callsOfARun = store.calls();
                return Optional.empty();
            }
            if (fate == 0) {
                kills++;
                return Optional.of(new Killed());
            }
            assertThat(fate)
                    .as(place())
                    .withFailMessage(() -> place() + ": " + end)
                    .isOne();
            faults++;
            return Optional.of(end);
        } finally {
            store.close();
        }
    }

    private @Nullable Throwable end(Command command, ObjectStore store) throws Exception {
        try (BackupEngine engine = lab().engine(store, encrypted)) {
            command.on(engine);
            return null;
        } catch (IOException | Killed e) {
            return e;
        }
    }

    /// A store of a process that is killed at one of its calls, before or after that is done: all later ones fail, too.
    private ObjectStore dying(ObjectStore store, long calls) {
        AtomicLong left = new AtomicLong(calls);
        boolean done = random.nextBoolean();
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    boolean counts = !Set.of("capabilities", "close").contains(method.getName());
                    long rest = counts ? left.decrementAndGet() : left.get();
                    if (counts && (rest < 0 || (rest == 0 && !done))) {
                        throw new Killed();
                    }
                    try {
                        Object result = method.invoke(store, arguments);
                        if (counts && rest == 0) {
                            throw new Killed();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Lab lab() {
        now = now.plusSeconds(60);
        return new Lab(dir.resolve("state" + states), now);
    }

    private List<BackupRecord> listed() throws Exception {
        List<BackupRecord> records = new ArrayList<>();
        quietly(engine -> records.addAll(engine.list(Optional.empty(), Progress.NONE)));
        return records.stream().sorted(Comparator.comparing(BackupRecord::id)).toList();
    }

    private void quietly(Command command) throws Exception {
        try (BackupEngine engine = lab().engine(opening.open(), encrypted)) {
            command.on(engine);
        }
    }

    /// What the policy keeps of what there is.
    private Set<String> kept() throws Exception {
        List<Candidate> candidates = listed().stream()
                .map(record -> new Candidate(
                        record.id(),
                        Optional.of(record.app()),
                        true,
                        record.finished(),
                        Candidate.State.COMPLETE,
                        false,
                        Optional.empty(),
                        List.of()))
                .toList();
        return new Retention(POLICY, now, ZoneOffset.UTC)
                .judge(candidates).stream()
                        .filter(Verdict.Kept.class::isInstance)
                        .map(verdict -> verdict.candidate().id())
                        .collect(Collectors.toSet());
    }

    private static CleanupRequest cleanup(Duration olderThan) {
        return new CleanupRequest(olderThan, false, Optional.of(RULES));
    }

    private void expire() throws Exception {
        Set<String> kept = kept();
        Optional<Throwable> end =
                run(engine -> engine.cleanUp(cleanup(Duration.ofHours(24)), (_, _, _) -> {}, Progress.NONE));
        Set<String> left = listed().stream().map(BackupRecord::id).collect(Collectors.toSet());
        assertThat(left).as(place()).containsAll(kept);
        if (end.isEmpty()) {
            assertThat(left).as(place()).isEqualTo(kept);
        }
        expected.keySet().retainAll(left);
    }

    /// Afterwards there is nothing in the store but what is to be there.
    private void clean() throws Exception {
        Set<String> kept = kept();
        quietly(engine -> engine.cleanUp(cleanup(Duration.ZERO), (_, _, _) -> {}, Progress.NONE));
        assertThat(listed().stream().map(BackupRecord::id)).as(place()).containsExactlyInAnyOrderElementsOf(kept);
        expected.keySet().retainAll(kept);
        List<String> debris = new ArrayList<>();
        quietly(engine ->
                engine.cleanUp(cleanup(Duration.ZERO), (found, _, _) -> debris.add(found.toString()), Progress.NONE));
        assertThat(debris).as(place()).isEmpty();
        List<String> strangers = new ArrayList<>();
        try (ObjectStore store = opening.open()) {
            store.list(ObjectKey.ROOT, Depth.ALL, info -> {
                String key = info.key().text();
                if (!key.startsWith("snapshot/")
                        && !key.equals(Layout.KEY_CHECK.text())
                        && kept.stream().noneMatch(key::startsWith)) {
                    strangers.add(key);
                }
            });
        }
        assertThat(strangers).as(place()).isEmpty();
    }

    private void assertAllVerify() throws Exception {
        List<String> trouble = new ArrayList<>();
        VerifyRequest request =
                new VerifyRequest(List.of(), Optional.empty(), VerifyMode.READ_DATA, 100, Optional.empty());
        quietly(engine -> engine.verify(
                request,
                new VerifyVisitor() {
                    @Override
                    public void verified(VerifyResult result) {
                        if (!result.isGood()) {
                            trouble.add(result.toString());
                        }
                    }

                    @Override
                    public void failed(String backup, BackupException why) {
                        trouble.add(backup + ": " + why);
                    }
                },
                Progress.NONE));
        assertThat(trouble).as(place()).isEmpty();
    }

    private void assertRestores(BackupRecord record) throws Exception {
        Path target = dir.resolve("target");
        quietly(engine -> engine.restore(record, RestoreRequest.to(target), Progress.NONE));
        TreeFacts then = Objects.requireNonNull(expected.get(record.id()), "told when it was made");
        assertThat(then.differences(TreeFacts.of(target)))
                .as(place() + record.id())
                .isEmpty();
        Trees.remove(target);
    }

    private String place() {
        return "seed " + seed + ", " + now + " ";
    }
}
