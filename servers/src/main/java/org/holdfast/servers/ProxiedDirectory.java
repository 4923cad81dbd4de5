package org.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// S3Proxy inside this process, over a directory whose plain files a test may look at and damage. Checks signatures.
public final class ProxiedDirectory implements S3Server {
    private static final String ACCESS_KEY = "holdfast-test";
    private static final String SECRET_KEY = "holdfast-test-secret";

    private final Path directory;
    private final S3Proxy proxy;
    private final AtomicInteger buckets = new AtomicInteger();

    private ProxiedDirectory(Path directory, S3Proxy proxy) {
        this.directory = directory;
        this.proxy = proxy;
    }

    /// Starts on a free port of the loopback interface.
    ///
    /// @param directory an existing one, empty
    public static ProxiedDirectory start(Path directory) {
        try {
            S3Proxy proxy = S3Proxy.builder()
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    .build();
            proxy.start();
            return new ProxiedDirectory(directory, proxy);
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not start", e);
        }
    }

    @Override
    public String name() {
        return "S3Proxy";
    }

    @Override
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    @Override
    public String accessKeyId() {
        return ACCESS_KEY;
    }

    @Override
    public String secretAccessKey() {
        return SECRET_KEY;
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public String newBucket() {
        String name = "bucket-" + buckets.incrementAndGet();
        try {
            Files.createDirectory(directory.resolve(name));
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the objects of a bucket lie as plain files.
    public Path files(String bucket) {
        return directory.resolve(bucket);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not stop", e);
        }
    }
}
