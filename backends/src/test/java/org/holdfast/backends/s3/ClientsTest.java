package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.InstantSource;
import org.holdfast.backends.RequestListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
    /// Nothing in the environment or in the files of AWS's tools can lead such a client elsewhere.
    @ParameterizedTest
    @CsvSource({
        "us-east-1, https://s3.us-east-1.amazonaws.com",
        "eu-central-1, https://s3.eu-central-1.amazonaws.com",
        "cn-north-1, https://s3.cn-north-1.amazonaws.com.cn",
    })
    void theEndpointOfAwsIsNamed(String region, URI endpoint) throws Exception {
        Site site = Site.resolve(S3Url.parse("s3://bucket?provider=aws&region=" + region), Learned.NOTHING);
        WireLog log = new WireLog(RequestListener.NONE, "bucket");
        try (Clients clients =
                new Clients(site, 1, Timeouts.USUAL, Pace.of(Limits.DEFAULTS), log, InstantSource.system())) {
            assertThat(clients.current().place().uri()).isEqualTo(endpoint);
        }
    }
}
