package org.holdfast.backends;

import java.time.Duration;

/// Hears of every request that a store sends, on the thread that sent it. Must be thread-safe and quick.
@FunctionalInterface
public interface RequestListener {
    RequestListener NONE = _ -> {};

    /// Called when its answer begins, or when it is known that none will come.
    void sent(Request request);

    /// One request over the wire. Holds nothing that is secret, and no character that is not printable ASCII.
    ///
    /// @param method such as `PUT`
    /// @param target the bucket and the key, percent-encoded, and what a listing is about
    /// @param status 0 if there was no answer
    /// @param bytes of the body sent, or else of that of the answer, as far as its header tells
    /// @param took until the answer began
    /// @param attempt the number of the try, from 1
    record Request(String method, String target, int status, long bytes, Duration took, int attempt) {}
}
