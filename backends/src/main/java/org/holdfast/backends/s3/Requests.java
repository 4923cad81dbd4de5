package org.holdfast.backends.s3;

import java.io.IOException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.services.s3.S3Client;

/// Sends the requests of one site: signs, repeats what failed for the moment, slows down when told to, goes to the
/// right region, and makes of every failure a [org.holdfast.backends.StoreException] whose cause is the SDK's.
/// Thread-safe.
interface Requests extends AutoCloseable {
    /// Sends one request and returns its answer.
    ///
    /// The request must be one that may be sent again: bodies are in memory. An answer's body, if it is a stream,
    /// is not covered: reading it can fail.
    ///
    /// @param operation for messages and retries
    /// @param key what it is about, as the store's caller names it
    /// @throws IOException a StoreException if it failed for good, or too often
    <T> T send(Operation operation, ObjectKey key, Call<T> call) throws IOException;

    /// What the service can do, as far as is known by now.
    Profile profile();

    /// Whether it was ever tried here if the site has an ability, so that the profile knows rather than supposes.
    boolean tried(Ability ability);

    /// Remembers that the site has an ability, or has not.
    ///
    /// @param news for people; empty for what nobody need be told
    void learn(Ability ability, boolean there, String news);

    /// Tells people what happened, and remembers nothing.
    void tell(String news);

    String bucket();

    @Override
    void close();

    /// One request by means of the client.
    @FunctionalInterface
    interface Call<T> {
        T on(S3Client client);
    }
}
