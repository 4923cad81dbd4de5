package org.holdfast.backends.s3;

import java.io.IOException;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.ObjectKey;

/// Gets objects: small ones by one request, large ones in parts, several at once. Thread-safe.
final class Downloads {
    /// As large as parts usually are that are sent: services answer fastest for what they store as one.
    private static final int PART = 5 * 1024 * 1024;

    /// Bytes a second. Whose line brings more than a gigabit on one connection has little to gain by several.
    private static final long ENOUGH = 100 * 1024 * 1024;

    /// Of one object, with the connection that is read.
    private static final int AT_ONCE = 4;

    private final Requests requests;
    private final S3Keys keys;
    private final ParallelDownload.Ahead ahead;

    /// @param memory bytes for what is fetched ahead, for all objects together
    Downloads(Requests requests, S3Keys keys, Limits limits, long memory) {
        this.requests = requests;
        this.keys = keys;
        this.ahead = new ParallelDownload.Ahead(
                new Lanes(limits.downloads().orElse(requests.profile().downloads())),
                new PartBuffers(memory),
                AT_ONCE,
                PART,
                enough(limits));
    }

    /// Who limits requests has none to spare; and what is slow because it was told to be gains nothing.
    private static long enough(Limits limits) {
        return limits.requestsPerSecond().isPresent()
                ? 0
                : Math.min(ENOUGH, limits.bandwidth().orElse(Long.MAX_VALUE) / 2);
    }

    /// As [org.holdfast.backends.ObjectStore#get].
    void get(ObjectKey key, ByteSink sink) throws IOException {
        try (Lanes.Lane _ = ahead.lanes().enter();
                ParallelDownload in = new ParallelDownload(Download.of(requests, key, keys.of(key)), ahead)) {
            Callbacks.read(sink, in);
        }
    }
}
