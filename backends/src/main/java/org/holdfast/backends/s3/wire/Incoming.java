package org.holdfast.backends.s3.wire;

import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;

/// The answer to a request.
///
/// @param head status and headers
/// @param body to be read to its end, which keeps the connection for other requests, or aborted
public record Incoming(SdkHttpResponse head, AbortableInputStream body) {}
