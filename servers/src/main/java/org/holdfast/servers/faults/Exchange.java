package org.holdfast.servers.faults;

import java.util.Optional;

/// A request under way, as [Recorded] grows. Everything is noted before the client can know it. Thread-safe.
final class Exchange {
    private final long sequence;
    private final Head request;
    private final S3Call call;
    private final Runnable atEnd;
    private long requestBytes;
    private long responseBytes;
    private int status;
    private Optional<Action> fault = Optional.empty();
    private boolean ended;

    Exchange(long sequence, Head request, S3Call call, Runnable atEnd) {
        this.sequence = sequence;
        this.request = request;
        this.call = call;
        this.atEnd = atEnd;
    }

    Head request() {
        return request;
    }

    S3Call call() {
        return call;
    }

    synchronized void received(long bytes) {
        requestBytes += bytes;
    }

    synchronized void sending(long bytes) {
        responseBytes += bytes;
    }

    synchronized void answering(int code) {
        status = code;
    }

    synchronized void struckBy(Action action) {
        fault = Optional.of(action);
    }

    /// It is no longer in flight. Said before the last byte goes out, for then the client may send the next.
    synchronized void end() {
        if (!ended) {
            ended = true;
            atEnd.run();
        }
    }

    synchronized Recorded recorded() {
        String target = request.word(1);
        int mark = target.indexOf('?');
        return new Recorded(
                sequence,
                call.kind(),
                call.bucket(),
                call.key(),
                request.word(0),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                request.headers(),
                requestBytes,
                status,
                responseBytes,
                fault);
    }
}
