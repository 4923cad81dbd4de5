package org.holdfast.servers;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/// MinIO in a container, where a Docker engine is.
public final class MinioContainer implements S3Server {
    /// The last one with a date; from where it is still offered, for Docker Hub no longer has it.
    private static final DockerImageName IMAGE = DockerImageName.parse(
                    "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z")
            .asCompatibleSubstituteFor("minio/minio");

    private final MinIOContainer container;
    private final BucketMaker maker;
    private final AtomicInteger buckets = new AtomicInteger();

    private MinioContainer(MinIOContainer container) {
        this.container = container;
        this.maker = new BucketMaker(this);
    }

    /// Starts a fresh one; it ends with this process at the latest.
    public static Start start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return new Start.Skipped("MinIO cannot run here: no Docker engine answers");
        }
        MinIOContainer container = new MinIOContainer(IMAGE);
        try {
            container.start();
            return new Start.Running(new MinioContainer(container));
        } catch (RuntimeException e) {
            container.stop();
            return new Start.Skipped("MinIO does not start: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "MinIO";
    }

    @Override
    public URI endpoint() {
        return URI.create(container.getS3URL());
    }

    @Override
    public String accessKeyId() {
        return container.getUserName();
    }

    @Override
    public String secretAccessKey() {
        return container.getPassword();
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public String newBucket() {
        return maker.make("bucket-" + buckets.incrementAndGet());
    }

    @Override
    public void close() {
        maker.close();
        container.stop();
    }
}
