package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.StringJoiner;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.s3.wire.Content;
import org.holdfast.backends.s3.wire.Incoming;
import org.holdfast.backends.s3.wire.Outgoing;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/// Tells a listener of each request of one site. Of headers only the length is looked at, and of the query only what
/// cannot be secret. Thread-safe.
final class WireLog {
    /// Parts of a query that say what a request is about.
    private static final Set<String> SHOWN = Set.of("delete", "partNumber", "prefix", "uploads");

    private final RequestListener listener;
    private final String bucket;

    /// Of the request that the current thread sends.
    private final ScopedValue<Integer> attempt = ScopedValue.newInstance();

    WireLog(RequestListener listener, String bucket) {
        this.listener = listener;
        this.bucket = bucket;
    }

    /// Sends what has been signed.
    @FunctionalInterface
    interface Exchange {
        Incoming send() throws IOException;
    }

    /// Runs what sends requests, as the try of that number.
    <T> T trying(int number, ScopedValue.CallableOp<T, IOException> call) throws IOException {
        return ScopedValue.where(attempt, number).call(call);
    }

    Incoming tell(Outgoing request, Exchange exchange) throws IOException {
        long start = System.nanoTime();
        int status = 0;
        long received = 0;
        try {
            Incoming answer = exchange.send();
            status = answer.head().statusCode();
            received = length(answer.head());
            return answer;
        } finally {
            long sent = request.content().map(Content::length).orElse(0L);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            listener.sent(new RequestListener.Request(
                    request.method(), target(request), status, sent > 0 ? sent : received, took, attempt.orElse(1)));
        }
    }

    private static long length(SdkHttpResponse head) {
        try {
            return head.firstMatchingHeader("Content-Length")
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// The bucket comes first, also where it is in the host's name.
    private String target(Outgoing request) {
        String path = request.path();
        String target = request.host().startsWith(bucket + ".") ? bucket + path : path.substring(1);
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        request.query().forEach((name, value) -> {
            if (SHOWN.contains(name)) {
                query.add(value.isEmpty() ? name : name + "=" + SdkHttpUtils.urlEncode(value));
            }
        });
        return target + query;
    }
}
