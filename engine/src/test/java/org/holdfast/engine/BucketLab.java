package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.Sleeper;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.EagerStore;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.S3Server;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.testkit.TreeFacts;

/// A bucket of its own behind a proxy of its own, and an engine on it that never waits between two tries.
final class BucketLab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PREFIX = "site";
    static final long PART = 5 << 20;
    static final long MEMORY = 8 * PART;
    static final int AT_ONCE = 4;

    final FaultProxy proxy;
    final String bucket;
    private final ProxiedDirectory server;
    private final Path dir;
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Progress progress = event -> {
        if (event instanceof Event.Noticed(var message)) {
            notices.add(message);
        }
    };
    private Lab lab;
    private RetryListener listener = RetryListener.NONE;
    private Sleeper sleeper = _ -> {};
    private Duration patience = PATIENCE;
    private int uploads = AT_ONCE;
    private int targets;

    /// @param dir empty, for the local state and what is restored
    BucketLab(ProxiedDirectory server, Path dir) {
        this.server = server;
        this.dir = dir;
        this.proxy = FaultProxy.start(server);
        this.bucket = proxy.newBucket();
        this.lab = new Lab(dir.resolve("state"));
    }

    /// From now on the local state is another one, as on another machine.
    void loseState() {
        lab = new Lab(dir.resolve("other-state"), Lab.START.plus(Duration.ofHours(1)));
    }

    /// From now on it is so late that whatever never ended counts as given up: servers have their own idea of time.
    void becomeLate() {
        lab = new Lab(dir.resolve("state"), Instant.parse("2100-01-01T00:00:00Z"));
    }

    /// From now on parts go one after the other.
    void uploadOneByOne() {
        uploads = 1;
    }

    /// What is done between two tries, from now on.
    void betweenTries(RetryListener hears, Sleeper waits) {
        listener = hears;
        sleeper = waits;
    }

    /// How long to wait for an answer, from now on.
    void patience(Duration limit) {
        patience = limit;
    }

    /// Where an object of the store lies as a plain file.
    Path file(String key) {
        return server.files(bucket).resolve(PREFIX).resolve(key);
    }

    /// What users were told, without errors.
    List<String> notices() {
        return List.copyOf(notices);
    }

    BackupEngine engine(boolean encrypted) throws Exception {
        S3Settings settings = settings();
        SiteMemory memory =
                SiteFile.of(new StoreLocation.Bucket(settings), new StateDirectory(dir.resolve("state")), progress);
        try {
            return lab.engine(EagerStore.open(settings, memory, listener, sleeper, patience), encrypted);
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    private S3Settings settings() {
        return settings(proxy, bucket, uploads);
    }

    /// A bucket of a server, however it is reached.
    static S3Settings settings(S3Server server, String bucket, int uploads) {
        return new S3Settings(
                bucket,
                ObjectKey.of(PREFIX),
                Optional.empty(),
                Optional.of(server.endpoint()),
                Optional.empty(),
                Optional.of(new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                new Limits(
                        OptionalInt.of(uploads),
                        OptionalInt.of(AT_ONCE),
                        OptionalInt.of(AT_ONCE),
                        OptionalLong.of(PART),
                        OptionalLong.of(MEMORY)));
    }

    /// The place in the bucket, for whoever remembers nothing of it.
    ObjectStore store() throws IOException {
        return EagerStore.open(settings(), SiteMemory.NONE, listener, sleeper, patience);
    }

    /// Puts an object as another program would.
    void put(String key, String content) throws IOException {
        try (ObjectStore store = store()) {
            store.put(ObjectKey.of(key), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    BackupOutcome backup(BackupRequest request, boolean encrypted) throws Exception {
        try (BackupEngine engine = engine(encrypted)) {
            return engine.backup(request, progress);
        }
    }

    List<BackupRecord> listed(boolean encrypted) throws Exception {
        try (BackupEngine engine = engine(encrypted)) {
            return engine.list(Optional.empty(), progress);
        }
    }

    /// A directory that is not there yet.
    Path newTarget() {
        return dir.resolve("target" + targets++);
    }

    void restore(BackupRecord record, Path target, boolean encrypted) throws Exception {
        try (BackupEngine engine = engine(encrypted)) {
            engine.restore(record, RestoreRequest.to(target), progress);
        }
    }

    void assertRestores(BackupRecord record, TreeFacts expected, boolean encrypted) throws Exception {
        Path target = newTarget();
        restore(record, target, encrypted);
        assertThat(expected.differences(TreeFacts.of(target))).as(record.id()).isEmpty();
    }

    /// All keys of the bucket below the store's prefix.
    List<String> keys() throws IOException {
        Path root = server.files(bucket).resolve(PREFIX);
        try (var paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
