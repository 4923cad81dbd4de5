package org.holdfast.backends.s3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.holdfast.backends.Retries;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.Sleeper;

/// Opens S3 stores that are as users have them, but for time: what they do between two tries is up to the test, and so
/// is how long they wait for an answer. In this package since nobody else may choose these.
public final class EagerStore {
    private static final long SEED = 20261121;

    private EagerStore() {}

    /// Opens a site without sending anything yet.
    ///
    /// @param sleeper is asked to wait before each further try
    /// @param patience for the next bytes of any answer
    public static S3Store open(
            S3Settings settings, SiteMemory memory, RetryListener listener, Sleeper sleeper, Duration patience) {
        Retries retries =
                new Retries(RetryPolicy.defaults(), listener, sleeper, System::nanoTime, new SplittableRandom(SEED));
        Timeouts timeouts = new Timeouts(Timeouts.USUAL.connect(), patience, patience);
        Site site = Site.resolve(settings, memory.recall());
        return new S3Store(Connection.open(site, memory, retries, InstantSource.system(), timeouts), settings);
    }
}
