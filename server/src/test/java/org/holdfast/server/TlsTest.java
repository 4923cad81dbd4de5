package org.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with a certificate, made by `openssl`.
class TlsTest {
    private @TempDir Path dir;
    private Path certificate;

    @BeforeEach
    void certify() throws Exception {
        certificate = dir.resolve("certificate.pem");
        Path key = dir.resolve("key.pem");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=holdfast",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor())
                .as(Files.readString(dir.resolve("openssl.log")))
                .isZero();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private ServerLab lab() throws Exception {
        return new ServerLab(dir, """
            sites:
              disk: { provider: filesystem, path: @/store }
            apps:
              blog: { data: @/blog }
            serve: { port: 0, tls: { certificate: @/certificate.pem, key: @/key.pem } }
            """);
    }

    /// That trusts this certificate and no other.
    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void speaksTlsOnlyAndMarksItsCookies() throws Exception {
        try (ServerLab lab = lab();
                HttpClient client = client()) {
            URI login = URI.create("https://127.0.0.1:" + lab.port() + "/login");
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(login)
                            .timeout(Duration.ofSeconds(60))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + lab.token() + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Set-Cookie"))
                    .get()
                    .asString()
                    .startsWith("__Host-holdfast=")
                    .contains("Secure");
            assertThat(response.headers().firstValue("Strict-Transport-Security"))
                    .isPresent();
            assertThatIOException().isThrownBy(() -> lab.send(lab.request("/health")));
        }
    }
}
