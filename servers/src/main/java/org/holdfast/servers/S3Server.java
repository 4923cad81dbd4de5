package org.holdfast.servers;

import java.net.URI;

/// An S3 server that runs for a test, with one user who may do everything.
public interface S3Server extends AutoCloseable {
    /// For people: which engine it is.
    String name();

    /// Where it listens, without a path: `http://127.0.0.1:PORT`.
    URI endpoint();

    String accessKeyId();

    String secretAccessKey();

    /// A region it accepts in signatures.
    String region();

    /// Makes an empty bucket of a name that no other has.
    String newBucket();

    @Override
    void close();
}
