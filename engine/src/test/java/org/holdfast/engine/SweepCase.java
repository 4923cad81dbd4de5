package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.engine.SweepScene.Where;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.engine.verify.Verification;
import org.holdfast.engine.verify.VerifyMode;

/// A command that writes to a store, and what there is before it.
///
/// @param encrypted which of the two stores are
record SweepCase(String name, Set<Where> encrypted, Preparation preparation) {
    private static final AppId BLOG = new AppId("blog");

    /// Makes the backups that are there before.
    @FunctionalInterface
    interface Preparation {
        Plan prepare(SweepScene scene, SweepTree source) throws Exception;
    }

    /// The command.
    @FunctionalInterface
    interface Command {
        void run(SweepScene scene, BackupEngine here, BackupEngine there) throws IOException;
    }

    /// @param mayGo the backups that the command may remove, by id
    /// @param ruined the backup that restores only when the command has succeeded
    /// @param done asserts that the command has succeeded
    record Plan(Set<String> mayGo, Set<String> ruined, Command command, Command done) {
        static Plan of(Command command, Command done) {
            return new Plan(Set.of(), Set.of(), command, done);
        }
    }

    @Override
    public String toString() {
        return name + (encrypted.isEmpty() ? "" : " encrypted " + encrypted);
    }

    static Stream<SweepCase> plain() {
        Stream.Builder<SweepCase> all = Stream.builder();
        for (FormatKind format : FormatKind.values()) {
            all.add(new SweepCase("first " + format, Set.of(), (_, source) -> creation(source, BLOG, format)));
            all.add(new SweepCase("create " + format, Set.of(), (scene, source) -> {
                two(scene, source, BLOG, format);
                return creation(source, BLOG, format);
            }));
            all.add(new SweepCase("remove " + format, Set.of(), (scene, source) -> removal(scene, source, format)));
            all.add(new SweepCase("repair " + format, Set.of(), (scene, source) -> repair(scene, source, format)));
            for (FormatKind to : FormatKind.values()) {
                all.add(new SweepCase("copy " + format + " to here " + to, Set.of(), (scene, source) -> {
                    two(scene, source, BLOG, to);
                    return copy(scene.backup(Where.THERE, source.request(BLOG, format)), Where.THERE, to);
                }));
            }
            all.add(new SweepCase("copy " + format + " from here", Set.of(), (scene, source) -> {
                FormatKind other = format == FormatKind.TGZ ? FormatKind.RSYNC : FormatKind.TGZ;
                return copy(two(scene, source, BLOG, format), Where.HERE, other);
            }));
        }
        all.add(new SweepCase("server backup", Set.of(), (scene, source) -> {
            two(scene, source, BLOG, FormatKind.TGZ);
            scene.backup(Where.HERE, source.request(new Subject.Server(), FormatKind.TGZ));
            return creation(source, new Subject.Server(), FormatKind.TGZ);
        }));
        all.add(new SweepCase("clean up", Set.of(), SweepCase::cleanup));
        all.add(new SweepCase("pin", Set.of(), SweepCase::pin));
        all.add(new SweepCase("verify", Set.of(), SweepCase::verification));
        all.add(new SweepCase("unlock", Set.of(), SweepCase::unlock));
        return all.build();
    }

    /// Those that differ most in what they ask of a store.
    static Stream<SweepCase> few() {
        Set<String> names =
                Set.of("create TGZ", "create RSYNC", "remove RSYNC", "copy TGZ to here RSYNC", "clean up", "unlock");
        return plain().filter(one -> names.contains(one.name));
    }

    static Stream<SweepCase> sealed() {
        Stream.Builder<SweepCase> all = Stream.builder();
        for (FormatKind format : FormatKind.values()) {
            all.add(new SweepCase("create " + format, Set.of(Where.HERE), (scene, source) -> {
                two(scene, source, BLOG, format);
                return creation(source, BLOG, format);
            }));
        }
        all.add(new SweepCase("copy", Set.of(Where.HERE), (scene, source) -> {
            two(scene, source, BLOG, FormatKind.RSYNC);
            return copy(scene.backup(Where.THERE, source.request(BLOG, FormatKind.TGZ)), Where.THERE, FormatKind.RSYNC);
        }));
        return all.build();
    }

    /// Two earlier backups, each of other content, and then the source has changed again.
    ///
    /// @return the first
    private static BackupRecord two(SweepScene scene, SweepTree source, AppId app, FormatKind format) throws Exception {
        BackupRecord first = scene.backup(Where.HERE, source.request(app, format));
        source.change();
        scene.backup(Where.HERE, source.request(app, format));
        source.changeKinds();
        return first;
    }

    private static Plan creation(SweepTree source, Subject subject, FormatKind format) {
        return Plan.of(
                (scene, here, _) -> here.backup(source.request(subject, format), scene.progress()),
                (scene, here, _) -> {
                    BackupRecord newest =
                            subject instanceof Subject.Server ? here.newestBox() : here.find(subject + "@latest");
                    assertThat(newest.isComplete()).isTrue();
                    assertThat(newest.finished()).isAfter(scene.now().minus(Duration.ofMinutes(5)));
                    if (format == FormatKind.RSYNC) {
                        assertThat(scene.below(Where.HERE, Layout.workingTree(subject)))
                                .isEqualTo(scene.below(
                                        Where.HERE, newest.backupId().key()));
                    }
                });
    }

    private static Plan removal(SweepScene scene, SweepTree source, FormatKind format) throws Exception {
        BackupRecord record = two(scene, source, BLOG, format);
        return new Plan(
                Set.of(record.id()),
                Set.of(),
                (told, here, _) -> {
                    if (here.list(Optional.empty(), told.progress()).contains(record)) {
                        here.remove(record);
                    }
                },
                (told, here, _) ->
                        assertThat(here.list(Optional.empty(), told.progress())).doesNotContain(record));
    }

    /// What the policy lets go, a dead run's leftovers, a removed app, and the server's backups.
    private static Plan cleanup(SweepScene scene, SweepTree source) throws Exception {
        AppId wiki = new AppId("wiki");
        BackupRecord old = scene.backup(Where.HERE, source.request(BLOG, FormatKind.RSYNC));
        BackupRecord removed = scene.backup(Where.HERE, source.request(wiki, FormatKind.TGZ));
        BackupRecord oldBox = scene.backup(Where.HERE, source.box(old, removed));
        scene.later(Duration.ofDays(1));
        BackupRecord dead = scene.backup(Where.HERE, source.request(BLOG, FormatKind.RSYNC));
        scene.later(Duration.ofDays(18));
        BackupRecord kept = scene.backup(Where.HERE, source.request(BLOG, FormatKind.RSYNC));
        BackupRecord keptBox = scene.backup(Where.HERE, source.box(kept));
        new Catalog(scene.raw(Where.HERE)).put(dead.with(BackupRecord.State.CREATING));
        scene.later(Duration.ofHours(12));
        RetentionRules rules = Site.rules("blog");
        return new Plan(
                Set.of(old.id(), removed.id(), oldBox.id(), dead.id()),
                Set.of(),
                (told, here, _) -> here.cleanUp(
                        new CleanupRequest(Duration.ZERO, false, Optional.of(rules)), (_, _, _) -> {}, told.progress()),
                (told, here, _) -> {
                    // What was still needed because of the trouble goes with the one after.
                    here.cleanUp(
                            new CleanupRequest(Duration.ZERO, false, Optional.of(rules)),
                            (_, _, _) -> {},
                            told.progress());
                    assertThat(here.list(Optional.empty(), told.progress())).containsExactly(kept, keptBox);
                    assertThat(told.objects(Where.HERE).keySet())
                            .noneMatch(key -> key.text().contains("app_wiki"));
                });
    }

    private static Plan copy(BackupRecord original, Where from, FormatKind format) {
        return Plan.of(
                (told, here, there) -> {
                    BackupEngine source = from == Where.HERE ? here : there;
                    BackupEngine target = from == Where.HERE ? there : here;
                    source.copy(original, target, Optional.of(format), told.progress());
                },
                (told, here, there) -> {
                    BackupEngine target = from == Where.HERE ? there : here;
                    assertThat(target.list(Optional.empty(), told.progress()))
                            .filteredOn(record -> record.id().equals(original.id()))
                            .singleElement()
                            .satisfies(copy -> assertThat(copy.format()).isEqualTo(format.id()));
                });
    }

    private static Plan pin(SweepScene scene, SweepTree source) throws Exception {
        BackupRecord record = two(scene, source, BLOG, FormatKind.TGZ);
        return Plan.of(
                (_, here, _) -> here.pin(record, true),
                (_, here, _) -> assertThat(here.find(record.id()).pinned()).isTrue());
    }

    private static VerifyRequest all() {
        return VerifyLab.request(VerifyMode.READ_DATA, 100);
    }

    private static void assertAllVerified(SweepScene scene, BackupEngine here) throws BackupException {
        assertThat(here.list(Optional.empty(), scene.progress())).allSatisfy(record -> {
            assertThat(record.isDamaged()).isFalse();
            assertThat(record.verification().flatMap(Verification::dataRead)).isPresent();
        });
    }

    private static Plan verification(SweepScene scene, SweepTree source) throws Exception {
        two(scene, source, BLOG, FormatKind.RSYNC);
        scene.backup(Where.HERE, source.request(BLOG, FormatKind.TGZ));
        return Plan.of(
                (told, here, _) -> here.verify(all(), told.visitor(), told.progress()),
                (told, here, _) -> assertAllVerified(told, here));
    }

    /// An archive is had from the other store; files from the source, the backup before, and the other store.
    private static Plan repair(SweepScene scene, SweepTree source, FormatKind format) throws Exception {
        BackupRecord damaged = two(scene, source, BLOG, format);
        scene.run((here, there) -> here.copy(damaged, there, Optional.of(format), scene.progress()));
        scene.raw(Where.HERE).delete(some(damaged.backupId(), format));
        return new Plan(
                Set.of(),
                Set.of(damaged.id()),
                (told, here, there) -> here.repair(all(), () -> List.of(there), told.visitor(), told.progress()),
                (told, here, _) -> assertAllVerified(told, here));
    }

    private static List<ObjectKey> some(BackupId id, FormatKind format) {
        return switch (format) {
            case TGZ -> List.of(Layout.archive(id, false), Layout.manifest(id, false));
            case RSYNC ->
                Stream.of("data/kept/file", "data/removed", "data/changed")
                        .map(path -> id.key().resolve(ObjectKey.of(path)))
                        .toList();
        };
    }

    private static Plan unlock(SweepScene scene, SweepTree source) throws Exception {
        two(scene, source, BLOG, FormatKind.TGZ);
        String lock = """
            {"schema": 1, "token": "0123456789abcdef0123456789abcdef", "activity": "backup create",
             "host": "elsewhere", "process": 1, "started": "2026-11-19T00:00:00Z", "expirySeconds": 1800}
            """;
        scene.raw(Where.HERE)
                .put(ObjectKey.of("locks/app_blog.json"), out -> out.write(lock.getBytes(StandardCharsets.UTF_8)));
        return Plan.of((_, here, _) -> here.unlock(BLOG, true), (_, here, _) -> assertThat(here.locked())
                .isEmpty());
    }
}
