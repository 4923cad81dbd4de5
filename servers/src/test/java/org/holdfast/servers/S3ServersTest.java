package org.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.holdfast.servers.faults.Client;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

final class S3ServersTest {
    @ParameterizedTest
    @EnumSource
    void storesAndAnswersThroughTheProxy(S3Servers engine) {
        Start start = engine.get();
        assumeThat(start).as(start.toString()).isInstanceOf(Start.Running.class);
        S3Server server = ((Start.Running) start).server();
        byte[] content = new byte[6 << 20];
        new Random(2).nextBytes(content);
        try (FaultProxy proxy = FaultProxy.start(server);
                S3Client client = Client.of(proxy)) {
            String bucket = proxy.newBucket();
            client.putObject(request -> request.bucket(bucket).key("a b+c"), RequestBody.fromBytes(content));
            assertThat(client.getObjectAsBytes(request -> request.bucket(bucket).key("a b+c"))
                            .asByteArray())
                    .isEqualTo(content);
            assertThat(client.listObjectsV2(request -> request.bucket(bucket)).contents())
                    .hasSize(1);
            assertThat(proxy.counts()).containsOnlyKeys(Kind.PUT_OBJECT, Kind.GET_OBJECT, Kind.LIST_OBJECTS_V2);
            assertThat(proxy.newBucket()).isNotEqualTo(bucket);
            assertThat(proxy.requests(Kind.GET_OBJECT).getFirst().responseBytes())
                    .isEqualTo(content.length);
            assertThat(proxy.requests().getFirst().requestBytes()).isEqualTo(content.length);
        }
        assertThat(engine.get()).isSameAs(start);
    }

    @Test
    void theOneInTheProcessAlwaysRuns() {
        assertThat(S3Servers.PROXIED_DIRECTORY.get()).isInstanceOf(Start.Running.class);
    }

    @Test
    void saysWhyTheGatewayCannotRun(@TempDir Path empty) {
        Start start = RadosGateway.start(empty, RadosGateway.packages(new AptGet(empty.toString())));
        assertThat(start).isInstanceOfSatisfying(Start.Skipped.class, skipped -> assertThat(skipped.reason())
                .contains("no program radosgw on the PATH")
                .contains("apt-get install radosgw ceph-mon ceph-osd ceph-common"));
    }

    @Test
    void killsTheDaemonsWithTheShell(@TempDir Path directory) throws Exception {
        Start start = S3Servers.RADOS_GATEWAY.get();
        assumeThat(start).as(start.toString()).isInstanceOf(Start.Running.class);
        try (RadosGateway gateway = (RadosGateway) ((Start.Running) RadosGateway.start(directory)).server()) {
            List<ProcessHandle> daemons = gateway.shell()
                    .children()
                    .filter(child -> child.info().command().orElse("").matches(".*/(ceph-mon|ceph-osd|radosgw)"))
                    .toList();
            assertThat(daemons).hasSize(3);
            gateway.shell().destroyForcibly();
            for (ProcessHandle daemon : daemons) {
                assertThat(daemon.onExit()).succeedsWithin(java.time.Duration.ofSeconds(20));
            }
        }
    }
}
