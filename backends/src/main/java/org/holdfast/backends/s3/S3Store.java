package org.holdfast.backends.s3;

import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;

/// Objects in a bucket.
@SuppressWarnings("DoNotCallSuggester")
public final class S3Store {
    private S3Store() {}

    /// Opens a site without sending anything yet.
    public static ObjectStore open(S3Settings settings, SiteMemory memory, RetryPolicy policy, RetryListener listener) {
        throw new UnsupportedOperationException("to be written");
    }
}
