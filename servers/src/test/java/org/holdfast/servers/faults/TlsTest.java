package org.holdfast.servers.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

final class TlsTest {
    @Test
    void isTrustedOnlyByThoseWhoHaveItsCertificate(@TempDir Path objects, @TempDir Path keys) throws Exception {
        try (ProxiedDirectory server = ProxiedDirectory.start(objects);
                FaultProxy proxy = FaultProxy.startTls(server, keys);
                S3Client stranger = Client.of(proxy);
                HttpClient friend = HttpClient.newBuilder()
                        .sslContext(trusting(proxy.caFile()))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            assertThatThrownBy(stranger::listBuckets)
                    .isInstanceOf(SdkClientException.class)
                    .hasStackTraceContaining(SSLHandshakeException.class.getName());
            assertThat(proxy.requests()).isEmpty();
            HttpRequest request =
                    HttpRequest.newBuilder(proxy.endpoint().resolve("/b/k")).build();
            assertThat(friend.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
            // Each time: the JDK's client repeats a GET by itself if the reset overtakes the head of the answer.
            Fault fault = proxy.inject(When.is(Kind.GET_OBJECT), new Action.ResetAnswer(3));
            assertThatThrownBy(() -> friend.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            fault.remove();
            assertThat(friend.send(request, BodyHandlers.ofString()).body()).contains("NoSuch");
            assertThat(fault.hits()).isPositive();
        }
    }

    @Test
    void hasNoCertificateWithoutTls(@TempDir Path objects) {
        try (ProxiedDirectory server = ProxiedDirectory.start(objects);
                FaultProxy proxy = FaultProxy.start(server)) {
            assertThatThrownBy(proxy::caFile).isInstanceOf(IllegalStateException.class);
        }
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "proxy", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
