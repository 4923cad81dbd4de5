package org.holdfast.backends.s3;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.ProxyConfigProvider;

/// The proxy on the way to a site, as AWS's own tools and most others find it: `HTTPS_PROXY` or `HTTP_PROXY` and
/// `NO_PROXY` of the environment, or Java's system properties. Immutable.
final class Proxy {
    private final ProxyConfigProvider found;

    Proxy(ProxyConfigProvider found) {
        this.found = found;
    }

    /// @param scheme of the site's own address
    static Optional<Proxy> ofEnvironment(String scheme) {
        @Nullable ProxyConfigProvider found = ProxyConfigProvider.fromSystemEnvironmentSettings(true, true, scheme);
        return found == null || found.host() == null ? Optional.empty() : Optional.of(new Proxy(found));
    }

    void applyTo(HttpClientBuilder client) {
        HttpHost proxy = new HttpHost("http", found.host(), found.port());
        client.setRoutePlanner(new DefaultRoutePlanner(null) {
            @Override
            protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                return isExempt(target.getHostName()) ? null : proxy;
            }
        });
        if (found.userName().isPresent() && found.password().isPresent()) {
            BasicCredentialsProvider credentials = new BasicCredentialsProvider();
            credentials.setCredentials(
                    new AuthScope(proxy),
                    new UsernamePasswordCredentials(
                            found.userName().get(), found.password().get().toCharArray()));
            client.setDefaultCredentialsProvider(credentials);
        }
    }

    /// The SDK has made expressions of the names, which may have stars.
    private boolean isExempt(String host) {
        Set<String> exempt = found.nonProxyHosts();
        return exempt != null && exempt.stream().anyMatch(host.toLowerCase(Locale.ROOT)::matches);
    }
}
