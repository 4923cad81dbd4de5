package org.holdfast.servers.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// What happens to a request that a rule strikes.
///
/// Offsets count the bytes of a body from 0. An action at an offset strikes only where there is such a byte: a shorter
/// body passes whole and is no hit.
public sealed interface Action {
    /// The connection is reset before anything is forwarded.
    record Refuse() implements Action {}

    /// The proxy goes down for a while: every connection is reset, and new ones are refused by the operating system.
    record GoDown(Duration time) implements Action {}

    /// Nothing is forwarded and nothing answered until the client gives up.
    record Silence() implements Action {}

    /// The request is forwarded only once the latch is open.
    record Hold(CountDownLatch latch) implements Action {}

    /// The client hears this; the server hears nothing.
    record Instead(Answer answer) implements Action {}

    /// The server does what it was asked; then the client hears this.
    record Afterwards(Answer answer) implements Action {}

    /// The client is reset, and the server sees the end, before the byte of the request at the offset.
    record ResetRequest(long offset) implements Action {}

    /// One bit of the request's body is turned.
    record FlipRequest(long offset) implements Action {}

    /// The request's body is taken and passed on at this rate.
    record SlowRequest(long bytesPerSecond) implements Action {}

    /// The client is reset before the byte of the answer at the offset; it may see fewer, for a reset overtakes.
    record ResetAnswer(long offset) implements Action {}

    /// The connection closes in good order before the byte of the answer at the offset, though more was announced.
    record CloseAnswer(long offset) implements Action {}

    /// The answer ends before the byte at the offset and its Content-Length says so: only its tag or its content tell.
    record ShortenAnswer(long offset) implements Action {}

    /// One bit of the answer's body is turned.
    record FlipAnswer(long offset) implements Action {}

    /// The answer's body comes at this rate.
    record SlowAnswer(long bytesPerSecond) implements Action {}
}
