package org.holdfast.servers;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Makes buckets by asking the server for them. Thread-safe.
final class BucketMaker implements AutoCloseable {
    private final S3Client client;

    BucketMaker(S3Server server) {
        this.client = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())))
                .forcePathStyle(true)
                .build();
    }

    String make(String name) {
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    @Override
    public void close() {
        client.close();
    }
}
