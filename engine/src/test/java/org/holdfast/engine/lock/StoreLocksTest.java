package org.holdfast.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Operation;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.RetryingStore;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.Test;

/// Locks of machines that exist in the test only, by a clock that it sets.
class StoreLocksTest {
    private static final LockKeys KEYS = new LockKeys(ObjectKey.of("locks"), "app_blog");
    private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");

    /// The store's clock; those of the machines are elsewhere altogether.
    private Instant now = START;

    private final MemoryStore store = new MemoryStore(() -> now);
    private final List<StoreLocks.Held> takenOver = new ArrayList<>();
    private final ManualTimer timer = new ManualTimer();

    /// Beats when the test says so.
    private static final class ManualTimer implements LockTimer {
        private final List<Runnable> beats = new ArrayList<>();

        @Override
        public Running every(Duration interval, Runnable beat) {
            beats.add(beat);
            return () -> beats.remove(beat);
        }

        void beat() {
            List.copyOf(beats).forEach(Runnable::run);
        }
    }

    /// A machine that knows nothing of the processes of others.
    private StoreLocks machine(String name, ObjectStore over, InstantSource clock) {
        return new StoreLocks(over, new LockOwner(name, 1, Optional.empty(), Optional.empty()), timer, clock);
    }

    private StoreLocks machine(String name) {
        return machine(name, store, () -> now.plus(Duration.ofDays(name.length())));
    }

    private StoreLock acquire(StoreLocks locks) throws IOException {
        return locks.acquire(KEYS, "test", Optional.empty(), takenOver::add);
    }

    private List<String> objects() throws IOException {
        List<String> found = new ArrayList<>();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> found.add(info.key().text()));
        return found;
    }

    @Test
    void costsOnePutAndOneDeleteAndALookBefore() throws Exception {
        CountingStore counting = new CountingStore(store);
        acquire(machine("one", counting, () -> now)).close();
        assertThat(counting.calls()).hasSize(3);
        assertThat(counting.keys(Operation.GET)).containsExactly(ObjectKey.of("locks/app_blog.json"));
        assertThat(counting.keys(Operation.PUT)).containsExactly(ObjectKey.of("locks/app_blog.json"));
        assertThat(counting.keys(Operation.DELETE)).containsExactly(ObjectKey.of("locks/app_blog.json"));
        assertThat(objects()).isEmpty();
    }

    /// By force somebody may have removed the lock of a run that lives, and another may have it by now.
    @Test
    void theEndOfARunThatWasUnlockedLeavesTheNextOnesLock() throws Exception {
        StoreLock first = acquire(machine("one", store, () -> now));
        machine("two", store, () -> now).remove(KEYS, true, Optional.empty());
        StoreLock next = acquire(machine("two", store, () -> now));
        first.close();
        next.requireHeld();
        assertThat(objects()).containsExactly("locks/app_blog.json");
        next.close();
    }

    @Test
    void ofManyMachinesOneGetsIt() throws Exception {
        Queue<StoreLock> winners = new ConcurrentLinkedQueue<>();
        Queue<LockedException> losers = new ConcurrentLinkedQueue<>();
        int machines = 8;
        // Nobody gives it back before all have tried.
        CountDownLatch tried = new CountDownLatch(machines);
        try (Tasks tasks = new Tasks(machines)) {
            for (int i = 0; i < machines; i++) {
                StoreLocks locks = machine("machine" + i, store, () -> now);
                tasks.submit(() -> {
                    try {
                        winners.add(locks.acquire(KEYS, "test", Optional.empty(), _ -> {}));
                    } catch (LockedException e) {
                        losers.add(e);
                    } finally {
                        tried.countDown();
                    }
                });
            }
            tasks.join();
        }
        tried.await();
        assertThat(winners).hasSize(1);
        assertThat(losers).hasSize(machines - 1).allMatch(e -> e.holder().isPresent() && !e.lost());
        winners.element().close();
        assertThat(objects()).isEmpty();
    }

    @Test
    void isTakenOverAfterHalfAnHourOfTheStoresTimeByExactlyOne() throws Exception {
        StoreLock dead = acquire(machine("dead"));
        now = now.plus(Duration.ofMinutes(29));
        assertThatThrownBy(() -> acquire(machine("other"))).isInstanceOf(LockedException.class);
        now = now.plus(Duration.ofMinutes(2));
        Queue<StoreLock> winners = new ConcurrentLinkedQueue<>();
        try (Tasks tasks = new Tasks(8)) {
            for (int i = 0; i < 8; i++) {
                StoreLocks locks = machine("machine" + i, store, () -> now);
                tasks.submit(() -> {
                    try {
                        winners.add(locks.acquire(KEYS, "test", Optional.empty(), _ -> {}));
                    } catch (LockedException _) {
                        // Another was quicker.
                    }
                });
            }
            tasks.join();
        }
        assertThat(winners).hasSize(1);
        // The dead one was only asleep.
        assertThatThrownBy(() -> {
                    timer.beat();
                    dead.requireHeld();
                })
                .isInstanceOfSatisfying(
                        LockedException.class, e -> assertThat(e.lost()).isTrue());
        assertThat(Thread.interrupted()).isTrue();
        dead.close();
        winners.element().requireHeld();
        assertThatThrownBy(() -> acquire(machine("third"))).isInstanceOf(LockedException.class);
        winners.element().close();
        assertThat(objects()).isEmpty();
        acquire(machine("third")).close();
        assertThat(objects()).isEmpty();
    }

    @Test
    void isKeptBySignsOfLifeHoweverLongItTakes() throws Exception {
        StoreLock lock = acquire(machine("one"));
        for (int minutes = 0; minutes < 120; minutes++) {
            now = now.plus(Duration.ofMinutes(1));
            timer.beat();
        }
        now = now.plus(Duration.ofMinutes(29));
        assertThatThrownBy(() -> acquire(machine("other"))).isInstanceOf(LockedException.class);
        lock.requireHeld();
        lock.close();
        assertThat(objects()).isEmpty();
    }

    /// What says nothing of its size waits for the memory of a whole part, which a backup may hold for long.
    @Test
    void aSignOfLifeSaysHowLargeItIs() throws Exception {
        List<Long> expected = new ArrayList<>();
        List<Long> written = new ArrayList<>();
        ObjectStore watched = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        ByteSource source = (ByteSource) arguments[1];
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        source.writeTo(out);
                        expected.add(source.expectedSize());
                        written.add((long) out.size());
                    }
                    return method.invoke(store, arguments);
                });
        try (StoreLock lock = acquire(machine("one", watched, () -> now))) {
            timer.beat();
            timer.beat();
            lock.requireHeld();
        }
        assertThat(written).hasSizeGreaterThanOrEqualTo(2).allMatch(size -> size > 0);
        assertThat(expected).isEqualTo(written);
    }

    @Test
    void aRunThatWakesUpAfterItsLockWasUsedByOthersHarmsNobody() throws Exception {
        StoreLock asleep = acquire(machine("asleep"));
        now = now.plus(Duration.ofHours(1));
        acquire(machine("second")).close();
        StoreLock third = acquire(machine("third"));
        List<String> before = objects();
        asleep.close();
        assertThat(objects()).isEqualTo(before);
        third.requireHeld();
        third.close();
        assertThat(objects()).isEmpty();
        assertThat(takenOver).singleElement().satisfies(held -> {
            assertThat(held.record().host()).isEqualTo("asleep");
            assertThat(held.gone()).hasValue("it gave no sign of life for 60 minutes");
        });
    }

    /// It could be taken over at the very moment that it is given back.
    @Test
    void whatIsGivenBackTooLateIsEndedFirst() throws Exception {
        StoreLock late = acquire(machine("late"));
        now = now.plus(Duration.ofHours(1));
        late.close();
        assertThat(objects()).isEmpty();
        assertThat(takenOver).isEmpty();
    }

    @Test
    void aProcessOfThisMachineThatIsGoneIsFollowedAtOnce() throws Exception {
        LockOwner here = LockOwner.current();
        // Nobody can have this number: it is above what Linux gives.
        LockOwner gone = new LockOwner(here.host(), 1L << 40, here.boot(), here.processStart());
        new StoreLocks(store, gone, timer, () -> now).acquire(KEYS, "test", Optional.empty(), takenOver::add);
        StoreLocks ours = new StoreLocks(store, here, timer, () -> now);
        StoreLock lock = acquire(ours);
        assertThat(takenOver).singleElement().satisfies(held -> assertThat(held.gone())
                .hasValue("its process is gone"));
        // Ours lives, as does this process.
        assertThatThrownBy(() -> acquire(ours)).isInstanceOf(LockedException.class);
        lock.close();
        assertThat(objects()).isEmpty();
    }

    @Test
    void aRunThatDiedWithWhatOnlyOneCanHoldIsFollowedAtOnce() throws Exception {
        StoreLocks ours = new StoreLocks(store, LockOwner.current(), timer, () -> now);
        ours.acquire(KEYS, "test", Optional.of("mutex"), takenOver::add);
        assertThatThrownBy(() -> ours.acquire(KEYS, "test", Optional.of("other mutex"), takenOver::add))
                .isInstanceOf(LockedException.class);
        ours.acquire(KEYS, "test", Optional.of("mutex"), takenOver::add).close();
        assertThat(takenOver).hasSize(1);
        assertThat(objects()).isEmpty();
    }

    @Test
    void anotherProcessOfTheSameNumberIsNotTheHolder() throws Exception {
        LockOwner here = LockOwner.current();
        LockOwner earlier = new LockOwner(here.host(), here.process(), here.boot(), Optional.of("1"));
        new StoreLocks(store, earlier, timer, () -> now).acquire(KEYS, "test", Optional.empty(), takenOver::add);
        acquire(new StoreLocks(store, here, timer, () -> now)).close();
        assertThat(takenOver).hasSize(1);
    }

    @Test
    void isRemovedOnlyByForceWhileItsHolderLives() throws Exception {
        StoreLocks locks = machine("one");
        StoreLock lock = acquire(locks);
        assertThatThrownBy(() -> machine("admin").remove(KEYS, false, Optional.empty()))
                .isInstanceOf(LockedException.class);
        assertThat(locks.list(ObjectKey.of("locks"))).containsExactly(KEYS);
        assertThat(machine("admin").remove(KEYS, true, Optional.empty())).isPresent();
        assertThat(objects()).isEmpty();
        timer.beat();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(lock::requireHeld)
                .isInstanceOf(LockedException.class)
                .hasMessage("removed");
        lock.close();
        assertThat(machine("admin").remove(KEYS, true, Optional.empty())).isEmpty();
        assertThat(objects()).isEmpty();
    }

    @Test
    void whatNobodyCanReadIsALockAllTheSameUntilItIsOld() throws Exception {
        store.put(ObjectKey.of("locks/app_blog.json"), out -> out.write('{'));
        assertThatThrownBy(() -> acquire(machine("one"))).isInstanceOf(LockedException.class);
        now = now.plus(Duration.ofMinutes(31));
        acquire(machine("one")).close();
        assertThat(objects()).isEmpty();
    }

    @Test
    void anAnswerThatWasLostIsNotTakenForAnotherHolder() throws Exception {
        FaultyStore faulty = new FaultyStore(
                store,
                Fault.atCall(1, Fault.Moment.AFTER, () -> new TransientStoreException("lost", new IOException())));
        ObjectStore retrying = new RetryingStore(
                faulty,
                new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1)),
                RetryListener.NONE,
                _ -> {},
                new java.util.SplittableRandom(1));
        acquire(machine("one", retrying, () -> now)).close();
        assertThat(faulty.unreached()).isEmpty();
        assertThat(takenOver).isEmpty();
        assertThat(objects()).isEmpty();
    }

    @Test
    void namesOfAppsThatLookLikePartsOfLocksAreNoTrap() {
        String token = "0123456789abcdef0123456789abcdef";
        ObjectKey directory = ObjectKey.of("locks");
        for (String name : List.of("app_x", "app_x.json", "app_x." + token, "app_x." + token + ".next")) {
            LockKeys keys = new LockKeys(directory, name);
            assertThat(LockKeys.of(directory, keys.first())).hasValue(keys);
            assertThat(LockKeys.of(directory, keys.next(token))).hasValue(keys);
            assertThat(LockKeys.of(directory, keys.beat(token))).hasValue(keys);
        }
        assertThat(LockKeys.of(directory, ObjectKey.of("locks/other"))).isEmpty();
    }
}
