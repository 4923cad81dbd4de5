package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The n-th store call of a cleanup fails, for every n, before, during or after its effect. It says so; afterwards the
/// last good backups restore, and the next cleanup leaves what one without a fault would have left.
class CleanupFaultsTest {
    /// What the policy lets go, a dead run's leftovers, a removed app, and the server's backups.
    private static final RetentionRules RULES = Site.rules("blog");

    private @TempDir Path dir;

    /// A server that has been backed up for days, made once.
    private final class Days {
        private final MemoryStore store = new MemoryStore(() -> Site.day(1));
        private final Site site;
        private final BackupRecord blog;
        private final BackupRecord box;

        Days(FormatKind format) throws Exception {
            this.site = new Site(dir, store).with(format);
            BackupRecord old = site.backup("blog", 1);
            site.backup("wiki", 1);
            site.box(1, old);
            BackupRecord dead = site.backup("blog", 2);
            this.blog = site.backup("blog", 20);
            this.box = site.box(20, blog);
            site.rewrite(dead.with(BackupRecord.State.CREATING));
        }
    }

    private final class Case {
        private final MemoryStore store = new MemoryStore(() -> Site.day(1));
        private final Site site;
        private final Days days;

        Case(Days days) throws Exception {
            this.days = days;
            this.site = new Site(dir, store);
            days.store.list(
                    ObjectKey.ROOT,
                    Depth.ALL,
                    info -> days.store.get(info.key(), in -> {
                        byte[] bytes = in.readAllBytes();
                        store.put(info.key(), ByteSource.sized(bytes.length, out -> out.write(bytes)));
                    }));
        }

        Set<String> left() throws Exception {
            Set<String> keys = new TreeSet<>();
            store.list(ObjectKey.ROOT, Depth.ALL, info -> keys.add(info.key().text()));
            // A lock that could not be removed is taken over by the next who works on that app, if anybody does.
            keys.removeIf(key -> key.startsWith(Layout.LOCKS.text()));
            return keys;
        }

        void requireGood(String name) throws Exception {
            assertThat(site.listed()).as(name).contains(days.blog, days.box);
            Path target = Files.createTempDirectory(dir, "target").resolve("it");
            site.restore(days.blog, target);
            assertThat(TreeFacts.of(site.source()).differences(TreeFacts.of(target)))
                    .as(name)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"TGZ, DURING", "RSYNC, BEFORE", "RSYNC, AFTER"})
    void everyCallMayFail(FormatKind format, Fault.Moment moment) throws Exception {
        Days days = new Days(format);
        Case sound = new Case(days);
        FaultyStore counting = new FaultyStore(sound.store);
        List<String> done = sound.site.cleanUp(20, RULES, false, counting, new ArrayList<>());
        assertThat(done.stream().filter(line -> line.startsWith("REMOVED"))).hasSize(5);
        assertThat(counting.calls()).isGreaterThan(30);

        for (long n = 1; n <= counting.calls(); n++) {
            String name = "call %d of %d, %s".formatted(n, counting.calls(), moment);
            Case one = new Case(days);
            FaultyStore faulty = new FaultyStore(
                    one.store, Fault.atCall(n, moment, () -> new PermanentStoreException("planned failure")));
            assertThatThrownBy(() -> one.site.cleanUp(20, RULES, false, faulty, new ArrayList<>()))
                    .as(name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("planned failure");
            assertThat(faulty.unreached()).as(name).isEmpty();
            one.requireGood(name);

            one.site.cleanUp(20, RULES, false);
            // What was still needed because of the fault goes with the one after.
            one.site.cleanUp(20, RULES, false);
            assertThat(one.site.listed()).as(name).containsExactly(days.blog, days.box);
            assertThat(one.left()).as(name).isEqualTo(sound.left());
        }
    }
}
