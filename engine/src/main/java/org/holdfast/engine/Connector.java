package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Locale;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.RetryingStore;
import org.holdfast.backends.ThrottledStore;
import org.holdfast.backends.TokenBucket;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.noop.NoopStore;
import org.holdfast.backends.s3.S3Store;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// Opens stores as their objects are, sealed or not, which try again by themselves what failed for the moment.
///
/// @param state where it is kept what was learned of a site
/// @param clock to compare a service's with
/// @param progress hears of requests, of operations that are tried again, and of what is learned
record Connector(StateDirectory state, InstantSource clock, Progress progress) {
    ObjectStore open(StoreLocation location, Vault.Access access) throws IOException {
        RetryPolicy policy = RetryPolicy.defaults();
        RetryListener listener = retries(progress);
        return switch (location) {
            case StoreLocation.Directory directory ->
                new RetryingStore(paced(directory, openDirectory(directory.settings(), access)), policy, listener);
            case StoreLocation.Bucket bucket ->
                S3Store.open(
                        bucket.settings(),
                        SiteFile.of(bucket, state, progress),
                        policy,
                        listener,
                        requests(progress),
                        clock);
            case StoreLocation.Nowhere _ -> new NoopStore();
        };
    }

    /// Tells `progress` of each operation that is tried again.
    static RetryListener retries(Progress progress) {
        return retry -> progress.on(new Event.Retried(
                retry.operation().name().toLowerCase(Locale.ROOT),
                retry.key().toString(),
                retry.attempt(),
                retry.delay(),
                String.valueOf(retry.cause().getMessage())));
    }

    /// Tells `progress` of each request.
    static RequestListener requests(Progress progress) {
        return request -> progress.on(new Event.Requested(
                request.method(),
                request.target(),
                request.status(),
                request.bytes(),
                request.took(),
                request.attempt()));
    }

    private static ObjectStore paced(StoreLocation.Directory directory, ObjectStore store) {
        return directory.bandwidth().isEmpty()
                ? store
                : new ThrottledStore(
                        store, new TokenBucket(directory.bandwidth().getAsLong()));
    }

    private static ObjectStore openDirectory(FileSettings settings, Vault.Access access) throws IOException {
        return switch (access) {
            case READ -> FileStore.open(settings);
            case PREVIEW -> Files.exists(settings.root()) ? FileStore.open(settings) : new NoopStore();
            case WRITE -> FileStore.openOrCreate(settings);
        };
    }
}
