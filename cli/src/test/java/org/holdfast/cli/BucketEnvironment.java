package org.holdfast.cli;

import java.util.Map;
import org.holdfast.servers.ProxiedDirectory;

/// Tells a process where a bucket is.
final class BucketEnvironment {
    private BucketEnvironment() {}

    /// What sessions that begin with `s3-` find: a server of their own with an empty bucket, and the right to it.
    ///
    /// `S3_ENDPOINT` is the server's address, `S3_BUCKET` the bucket, `S3_URL` a place in it as commands take it,
    /// and `S3_FILES` the directory in which its objects lie as files.
    static Map<String, String> on(ProxiedDirectory server) {
        String bucket = server.newBucket();
        return Map.of(
                "S3_ENDPOINT",
                server.endpoint().toString(),
                "S3_BUCKET",
                bucket,
                "S3_URL",
                "s3://" + bucket + "/server1?endpoint=" + server.endpoint() + "&region=" + server.region(),
                "S3_FILES",
                server.files(bucket).toString(),
                "AWS_ACCESS_KEY_ID",
                server.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                server.secretAccessKey(),
                // No session depends on what the machine it runs on happens to be.
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "AWS_CONFIG_FILE",
                "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE",
                "/dev/null");
    }
}
