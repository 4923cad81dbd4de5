package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.StringJoiner;
import org.holdfast.backends.RequestListener;
import software.amazon.awssdk.http.Header;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.http.SdkHttpRequest;
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
        HttpExecuteResponse send() throws IOException;
    }

    /// Runs what sends requests, as the try of that number.
    <T> T trying(int number, ScopedValue.CallableOp<T, IOException> call) throws IOException {
        return ScopedValue.where(attempt, number).call(call);
    }

    HttpExecuteResponse tell(SdkHttpRequest request, Exchange exchange) throws IOException {
        long start = System.nanoTime();
        int status = 0;
        long received = 0;
        try {
            HttpExecuteResponse answer = exchange.send();
            status = answer.httpResponse().statusCode();
            received = length(answer.httpResponse());
            return answer;
        } finally {
            long sent = length(request);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            listener.sent(new RequestListener.Request(
                    request.method().name(),
                    target(request),
                    status,
                    sent > 0 ? sent : received,
                    took,
                    attempt.orElse(1)));
        }
    }

    private static long length(SdkHttpHeaders headers) {
        try {
            return headers.firstMatchingHeader(Header.CONTENT_LENGTH)
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// The bucket comes first, also where it is in the host's name.
    private String target(SdkHttpRequest request) {
        String path = request.encodedPath();
        String target = request.host().startsWith(bucket + ".") ? bucket + path : path.replaceFirst("^/", "");
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        request.rawQueryParameters().forEach((name, values) -> {
            if (SHOWN.contains(name)) {
                String value = values.isEmpty() || values.getFirst() == null ? "" : values.getFirst();
                query.add(value.isEmpty() ? name : name + "=" + SdkHttpUtils.urlEncode(value));
            }
        });
        return target + query;
    }
}
