package org.holdfast.backends.s3.wire;

import java.net.URI;

/// Where requests go and how they are written.
///
/// @param endpoint the service, without a bucket: scheme, host and perhaps a port
/// @param region to sign for
/// @param pathStyle whether the bucket goes into the path rather than before the host
/// @param checksums whether what is sent carries a CRC32, as AWS has it, and such of answers are asked for and checked
public record Target(URI endpoint, String region, boolean pathStyle, boolean checksums) {
    /// The host that serves a bucket.
    String host(String bucket) {
        return pathStyle ? endpoint.getHost() : bucket + "." + endpoint.getHost();
    }

    /// The path of an object, or of the bucket itself.
    ///
    /// @param key empty for the bucket
    String path(String bucket, String key) {
        String object = "/" + UriText.encodePath(key);
        if (!pathStyle) {
            return object;
        }
        return "/" + UriText.encodePath(bucket) + (key.isEmpty() ? "" : object);
    }

    /// Whether nobody on the way can read or change what is sent.
    boolean isEncrypted() {
        return endpoint.getScheme().equals("https");
    }
}
