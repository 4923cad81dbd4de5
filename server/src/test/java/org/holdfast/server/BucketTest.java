package org.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Action;
import org.holdfast.servers.faults.Answers;
import org.holdfast.servers.faults.Fault;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.Recorded;
import org.holdfast.servers.faults.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What metrics tell of a bucket, held against what came over the wire.
class BucketTest {
    private static final Pattern REQUESTS = Pattern.compile(
            "holdfast_store_requests_total\\{method=\"([A-Z]+)\",site=\"cloud\",status=\"([0-9]+)\"} ([0-9]+)\\.0");

    private @TempDir Path dir;
    private @TempDir Path files;

    private static Map<String, Integer> told(String metrics) {
        Map<String, Integer> told = new HashMap<>();
        for (MatchResult line : REQUESTS.matcher(metrics).results().toList()) {
            told.put(line.group(1) + " " + line.group(2), Integer.valueOf(line.group(3)));
        }
        return told;
    }

    private static Map<String, Integer> came(List<Recorded> requests) {
        Map<String, Integer> came = new HashMap<>();
        requests.forEach(request -> came.merge(request.method() + " " + request.status(), 1, Integer::sum));
        return came;
    }

    @Test
    void requestsAndRetriesAreThoseThatCame() throws Exception {
        Files.createDirectories(dir.resolve("blog"));
        for (int i = 0; i < 5; i++) {
            Files.writeString(dir.resolve("blog/file" + i), "content " + i);
        }
        try (ProxiedDirectory server = ProxiedDirectory.start(files);
                FaultProxy proxy = FaultProxy.start(server);
                ServerLab lab = new ServerLab(
                        dir, """
                            sites:
                              cloud:
                                provider: s3
                                endpoint: ENDPOINT
                                region: REGION
                                bucket: BUCKET
                                credentials: { accessKeyId: ID, secretAccessKey: KEY }
                            apps:
                              blog: { data: @/blog }
                            serve: { port: 0 }
                            """.replace("ENDPOINT", proxy.endpoint().toString())
                                .replace("REGION", proxy.region())
                                .replace("BUCKET", proxy.newBucket())
                                .replace("ID,", proxy.accessKeyId() + ",")
                                .replace("KEY", proxy.secretAccessKey()))) {
            // What the bucket was asked to make it is none of ours.
            proxy.forget();
            Fault fault = proxy.inject(
                    When.is(Kind.PUT_OBJECT).key(".*/file[0-9]").first(2), new Action.Instead(Answers.slowDown()));
            assertThat(lab.job("/api/backups", Map.of("apps", List.of("blog")))).containsEntry("state", "succeeded");
            List<Recorded> requests = proxy.requests();
            String metrics = lab.send(lab.known("/metrics")).body();

            assertThat(fault.hits()).isEqualTo(2);
            assertThat(told(metrics))
                    .isEqualTo(came(requests))
                    .containsEntry("PUT 503", 2)
                    .containsKeys("PUT 200", "GET 200");
            assertThat(metrics).contains("holdfast_store_retries_total{site=\"cloud\"} 2.0");
        }
    }
}
