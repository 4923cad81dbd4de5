package org.holdfast.backends.s3;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.testing.ContractTests;
import org.holdfast.servers.S3Server;
import org.holdfast.servers.S3Servers;
import org.holdfast.servers.Start;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The contract over servers that do not run everywhere, opened as a user opens them.
@Execution(ExecutionMode.CONCURRENT)
final class OtherEnginesTest {
    @TestFactory
    Stream<DynamicTest> radosGateway() {
        S3Server server = running(S3Servers.RADOS_GATEWAY);
        return ContractTests.below(ObjectKey.of("scratch"), () -> store(server, "ceph"));
    }

    @TestFactory
    Stream<DynamicTest> minio() {
        S3Server server = running(S3Servers.MINIO);
        return ContractTests.below(ObjectKey.of("scratch"), () -> store(server, "minio"));
    }

    private static S3Server running(S3Servers which) {
        Start start = which.get();
        assumeThat(start).as(start.toString()).isInstanceOf(Start.Running.class);
        return ((Start.Running) start).server();
    }

    private static S3Store store(S3Server server, String provider) {
        S3Settings settings = S3Url.parse("s3://" + server.newBucket() + "/site 1%25?provider=" + provider);
        return S3Store.open(
                new S3Settings(
                        settings.bucket(),
                        settings.prefix(),
                        settings.provider(),
                        Optional.of(URI.create(server.endpoint().toString())),
                        Optional.of(server.region()),
                        Optional.of(new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true,
                        Limits.DEFAULTS),
                SiteMemory.NONE,
                RetryPolicy.defaults(),
                _ -> {},
                _ -> {},
                InstantSource.system());
    }
}
