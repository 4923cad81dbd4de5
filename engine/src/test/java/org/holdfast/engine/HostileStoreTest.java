package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.retention.RetentionPolicy;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Archives that are not what they seem, and stores that list what they were not asked for or lie about sizes.
class HostileStoreTest {
    private static final RetentionRules NEWEST =
            new RetentionRules(new RetentionPolicy(Optional.empty(), 1, 0, 0, 0, 0), ZoneOffset.UTC, Optional.empty());

    /// Beside the backups, in the same bucket.
    private static final ObjectKey PRECIOUS = ObjectKey.of("elsewhere/precious");

    private final MemoryStore store = new MemoryStore();
    private final List<String> notices = new ArrayList<>();
    private final AtomicLong moved = new AtomicLong();
    private @TempDir Path dir;
    private Path source;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        Files.writeString(source.resolve("a"), "content");
        lab = new Lab(dir.resolve("state"));
    }

    private void hear(Event event) {
        switch (event) {
            case Event.Noticed(var message) -> notices.add(message);
            case Event.Moved(var bytes) -> moved.addAndGet(bytes);
            default -> {}
        }
    }

    private BackupRecord backup(ObjectStore over, FormatKind format) throws Exception {
        try (BackupEngine engine = lab.engine(over, false)) {
            return engine.backup(Lab.request(source, format), Progress.NONE).record();
        }
    }

    private Path restore(ObjectStore over, String id) throws Exception {
        Path target = dir.resolve("target");
        try (BackupEngine engine = lab.engine(over, false)) {
            engine.restore(engine.findReadable(id, false), RestoreRequest.to(target), this::hear);
        }
        return target;
    }

    @Test
    void aBombStopsAtTheSizeOfTheManifest() throws Exception {
        BackupRecord record = backup(store, FormatKind.TGZ);
        MemoryStore other = new MemoryStore();
        Files.write(source.resolve("a"), new byte[32 << 20]);
        BackupRecord bomb = backup(other, FormatKind.TGZ);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(archive)) {
            other.get(Layout.archive(bomb.backupId(), false), in -> new GZIPInputStream(in).transferTo(gzip));
        }
        assertThat(archive.size()).isLessThan((32 << 20) / 900);
        store.put(Layout.archive(record.backupId(), false), out -> archive.writeTo(out));

        assertThatThrownBy(() -> restore(store, record.id()))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.DAMAGED));
        assertThat(dir.resolve("target")).doesNotExist();
        assertThat(moved).hasValueLessThanOrEqualTo(record.bytes());
    }

    /// Where there is a manifest, it comes back exactly as it was; the archive alone may be anybody's.
    @Test
    void setuidNeedsAManifest() throws Exception {
        Files.setAttribute(source.resolve("a"), "unix:mode", 06755);
        Files.setAttribute(Files.createDirectory(source.resolve("shared")), "unix:mode", 02775);
        BackupRecord record = backup(store, FormatKind.TGZ);
        Path ours = restore(store, record.id());
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(ours))).isEmpty();
        assertThat(notices).isEmpty();
        Trees.remove(ours);

        store.delete(List.of(Layout.record(record.backupId()), Layout.manifest(record.backupId(), false)));
        Path theirs = restore(store, record.id());
        assertThat(Files.getAttribute(theirs.resolve("a"), "unix:mode")).isEqualTo(0100755);
        assertThat(Files.getAttribute(theirs.resolve("shared"), "unix:mode")).isEqualTo(042775);
        assertThat(notices)
                .contains("setuid and setgid are left out, since no manifest vouches for them: 1 file, data/a");
    }

    /// What a listing says of an object.
    @FunctionalInterface
    private interface Listing {
        void tell(ObjectInfo info, ObjectVisitor visitor) throws Exception;
    }

    private ObjectStore listing(Listing listing) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    try {
                        if (!method.getName().equals("list")) {
                            return method.invoke(store, arguments);
                        }
                        ObjectVisitor visitor = (ObjectVisitor) arguments[2];
                        Object[] changed = arguments.clone();
                        changed[2] = Proxy.newProxyInstance(
                                ObjectVisitor.class.getClassLoader(),
                                new Class<?>[] {ObjectVisitor.class},
                                (_, visit, told) -> {
                                    if (!visit.getName().equals("object")) {
                                        return visit.invoke(visitor, told);
                                    }
                                    listing.tell((ObjectInfo) told[0], visitor);
                                    return null;
                                });
                        return method.invoke(store, changed);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /// With every object it also lists those of others, whatever it was asked for.
    private ObjectStore straying(ObjectKey... others) {
        return listing((info, visitor) -> {
            visitor.object(info);
            for (ObjectKey other : others) {
                visitor.object(store.stat(other).orElseThrow());
            }
        });
    }

    private void cleanUp(ObjectStore over) throws Exception {
        try (BackupEngine engine = lab.engine(over, false)) {
            engine.cleanUp(new CleanupRequest(Duration.ZERO, false, Optional.of(NEWEST)), (_, _, _) -> {}, this::hear);
        }
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void whatIsListedBesidesIsNeverDeleted(FormatKind format) throws Exception {
        store.put(PRECIOUS, out -> out.write("precious".getBytes(StandardCharsets.UTF_8)));
        BackupRecord first = backup(store, format);
        Files.writeString(source.resolve("a"), "other content");
        BackupRecord second = backup(store, format);
        Set<ObjectKey> others = Set.of(PRECIOUS, Layout.manifest(second.backupId(), false));
        ObjectStore straying = straying(others.toArray(ObjectKey[]::new));
        try {
            cleanUp(straying);
        } catch (BackupException e) {
            notices.add(String.valueOf(e.getMessage()));
        }
        try (BackupEngine engine = lab.engine(straying, false)) {
            engine.remove(first);
        } catch (BackupException e) {
            notices.add(String.valueOf(e.getMessage()));
        }
        for (ObjectKey other : others) {
            assertThat(store.stat(other)).as(other + ": " + notices).isPresent();
        }
        Path target = restore(straying, second.id());
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void wrongSizesAreFoundAndHarmNoRestore(FormatKind format) throws Exception {
        BackupRecord record = backup(store, format);
        ObjectStore lying = listing((info, visitor) ->
                visitor.object(new ObjectInfo(info.key(), info.storedSize() + 1, info.modified(), info.tag())));
        VerifyLab verifying = new VerifyLab();
        try (BackupEngine engine = lab.engine(lying, false)) {
            assertThat(verifying.verify(engine, VerifyMode.QUICK, 100).isGood()).isFalse();
        }
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(restore(lying, record.id()))))
                .isEmpty();
    }
}
