package org.holdfast.backends.s3;

import java.time.InstantSource;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;

/// Objects in a bucket.
@SuppressWarnings("DoNotCallSuggester")
public final class S3Store {
    private S3Store() {}

    /// Opens a site without sending anything yet.
    ///
    /// @param clock to compare the service's with
    public static ObjectStore open(
            S3Settings settings, SiteMemory memory, RetryPolicy policy, RetryListener listener, InstantSource clock) {
        throw new UnsupportedOperationException("to be written");
    }
}
