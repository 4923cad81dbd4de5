package org.holdfast.backends.s3;

import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.holdfast.backends.PermanentStoreException;

/// The HTTP client of a site, bare of all that a service of objects has no use for: what fails is repeated, redirected
/// and unpacked by those who know what was asked. Stateless.
final class HttpConnections {
    private static final String AGENT = "holdfast";

    /// Services close idle connections after seconds to minutes; one that waited so long is tried before it is used.
    private static final TimeValue DOUBTFUL = TimeValue.ofSeconds(1);

    private HttpConnections() {}

    /// @throws PermanentStoreException if the file of authorities is of no use
    static CloseableHttpClient client(Site site, int connections, Timeouts timeouts) throws PermanentStoreException {
        HttpClientBuilder client = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(connections)
                        .setMaxConnPerRoute(connections)
                        .setTlsSocketStrategy(tls(site.settings()))
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setSoTimeout(Timeout.of(timeouts.answer()))
                                .setSoKeepAlive(true)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(timeouts.connect()))
                                .setSocketTimeout(Timeout.of(timeouts.answer()))
                                .setValidateAfterInactivity(DOUBTFUL)
                                .build())
                        .build())
                .setUserAgent(AGENT)
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableConnectionState();
        String scheme = site.endpoint().map(URI::getScheme).orElse("https");
        Proxy.ofEnvironment(scheme).ifPresent(proxy -> proxy.applyTo(client));
        return client.build();
    }

    private static TlsSocketStrategy tls(S3Settings settings) throws PermanentStoreException {
        if (settings.acceptSelfSigned()) {
            return new DefaultClientTlsStrategy(
                    trustingAll(), HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE);
        }
        Optional<Path> caFile = settings.caFile();
        return new DefaultClientTlsStrategy(
                caFile.isPresent() ? trusting(caFile.get()) : SSLContexts.createSystemDefault(),
                HttpsSupport.getDefaultHostnameVerifier());
    }

    private static SSLContext trustingAll() {
        try {
            return SSLContextBuilder.create()
                    .loadTrustMaterial(null, TrustAllStrategy.INSTANCE)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has TLS", e);
        }
    }

    private static SSLContext trusting(Path caFile) throws PermanentStoreException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, Trust.in(caFile), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has TLS", e);
        }
    }
}
