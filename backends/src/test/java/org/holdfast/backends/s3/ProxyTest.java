package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.utils.ProxyConfigProvider;

class ProxyTest {
    @Test
    void asksTheProxyForAllButTheExempt() throws Exception {
        try (CannedServer proxy = CannedServer.always(Reply.empty(204));
                CannedServer exempt = CannedServer.always(Reply.empty(200))) {
            HttpClientBuilder builder = HttpClientBuilder.create();
            new Proxy(new Found(proxy.endpoint())).applyTo(builder);
            try (CloseableHttpClient client = builder.build()) {
                assertThat(status(client, URI.create("http://elsewhere.example/a%20b?c")))
                        .isEqualTo(204);
                assertThat(status(client, exempt.endpoint())).isEqualTo(200);
            }
            assertThat(proxy.seen()).hasSize(1);
            assertThat(proxy.seen().getFirst().uri()).isEqualTo(URI.create("http://elsewhere.example/a%20b?c"));
            assertThat(exempt.seen()).hasSize(1);
        }
    }

    private static int status(CloseableHttpClient client, URI uri) throws Exception {
        return client.execute(new HttpGet(uri), answer -> answer.getCode());
    }

    private record Found(URI proxy) implements ProxyConfigProvider {
        @Override
        public int port() {
            return proxy.getPort();
        }

        @Override
        public Optional<String> userName() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public String host() {
            return proxy.getHost();
        }

        @Override
        public Set<String> nonProxyHosts() {
            return Set.of("127\\.0\\.0\\.1");
        }
    }
}
