package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds what is sent against the policy that the documentation tells people to use.
class PolicyTest {
    private static final Path POLICY = Path.of("../docs/aws-policy.json");

    @TempDir
    private Path dir;

    @Test
    void allowsWhatIsNeededAndNoMore() throws IOException {
        assertThat(allowed())
                .containsExactlyInAnyOrder(
                        "s3:ListBucket",
                        "s3:GetObject",
                        "s3:PutObject",
                        "s3:DeleteObject",
                        "s3:AbortMultipartUpload",
                        "s3:ListMultipartUploadParts",
                        "s3:ListBucketMultipartUploads",
                        "s3:GetBucketVersioning",
                        "s3:GetLifecycleConfiguration");
    }

    @Test
    void checkAndProbeKeepToIt() throws IOException {
        try (ProxiedDirectory server = ProxiedDirectory.start(dir)) {
            S3Settings url = S3Url.parse("s3://" + server.newBucket() + "/site?endpoint=" + server.endpoint());
            Credentials credentials = new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty());
            Site site = Site.resolve(withCredentials(url, credentials), Learned.NOTHING);
            OneTryRequests requests = new OneTryRequests(site, SiteMemory.NONE);
            try (S3Site looked = new S3Site(site, requests, InstantSource.system())) {
                looked.check(_ -> {});
                looked.probe(_ -> {});
            }

            assertThat(requests.actions())
                    .isSubsetOf(allowed())
                    .contains("s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:GetBucketVersioning");
        }
    }

    private static S3Settings withCredentials(S3Settings url, Credentials credentials) {
        return new S3Settings(
                url.bucket(),
                url.prefix(),
                url.provider(),
                url.endpoint(),
                url.region(),
                Optional.of(credentials),
                Optional.empty(),
                url.pathStyle(),
                url.caFile(),
                url.acceptSelfSigned(),
                url.verify(),
                url.limits());
    }

    private static Set<String> allowed() throws IOException {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement :
                JsonMapper.shared().readTree(Files.readString(POLICY)).get("Statement")) {
            assertThat(statement.get("Effect").asString()).isEqualTo("Allow");
            for (JsonNode action : statement.get("Action")) {
                actions.add(action.asString());
            }
        }
        return actions;
    }
}
