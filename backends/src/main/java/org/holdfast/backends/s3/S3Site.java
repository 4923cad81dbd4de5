package org.holdfast.backends.s3;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;

/// A site looked at from outside: whether it can be used, and what it can do. Confined to one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class S3Site implements AutoCloseable {
    private S3Site() {}

    /// Opens a site without sending anything yet.
    ///
    /// @param clock to compare the service's with
    public static S3Site open(
            S3Settings settings, SiteMemory memory, RetryPolicy policy, RetryListener listener, InstantSource clock) {
        throw new UnsupportedOperationException("to be written");
    }

    /// Tries credentials, bucket, clock, write, read, copy, multipart upload and delete with throw-away keys below
    /// the prefix, and looks for versions and lifecycle rules that cost money or backups. Tells of each step as it
    /// ends.
    ///
    /// @return whether no step failed
    public boolean check(Consumer<Step> steps) {
        throw new UnsupportedOperationException("to be written");
    }

    /// Learns what the site can do by trying each ability with throw-away keys, and has it remembered.
    ///
    /// @return whether no step failed
    public boolean probe(Consumer<Step> steps) {
        throw new UnsupportedOperationException("to be written");
    }

    @Override
    public void close() {}
}
