package org.holdfast.backends.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.holdfast.backends.PermanentStoreException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/// HTTP with two patiences: the SDK has no time-out for a single request that would not also bound the time a large
/// body may take, so requests that the service works on for long have connections of their own. Thread-safe.
final class Transport implements SdkHttpClient {
    private final SdkHttpClient usual;
    private final SdkHttpClient patient;
    private final Pace pace;
    private final WireLog log;

    private Transport(SdkHttpClient usual, SdkHttpClient patient, Pace pace, WireLog log) {
        this.usual = usual;
        this.patient = patient;
        this.pace = pace;
        this.log = log;
    }

    /// Connects nowhere yet.
    ///
    /// @param connections how many requests and open answers there may be at once
    /// @param pace of bodies; here, as the SDK reads what it sends more often than it sends it
    /// @throws PermanentStoreException if the file of authorities is of no use
    static Transport open(Site site, int connections, Timeouts timeouts, Pace pace, WireLog log)
            throws PermanentStoreException {
        boolean trustAll = site.settings().acceptSelfSigned();
        Optional<Path> caFile = trustAll ? Optional.empty() : site.settings().caFile();
        AttributeMap options = AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, trustAll)
                .build();
        Apache5HttpClient.Builder usual = builder(site, connections, timeouts);
        Apache5HttpClient.Builder patient = builder(site, connections, timeouts).socketTimeout(timeouts.longAnswer());
        if (caFile.isPresent()) {
            TrustManager[] trusted = Trust.in(caFile.get());
            usual.tlsTrustManagersProvider(() -> trusted);
            patient.tlsTrustManagersProvider(() -> trusted);
        }
        return new Transport(usual.buildWithDefaults(options), patient.buildWithDefaults(options), pace, log);
    }

    private static Apache5HttpClient.Builder builder(Site site, int connections, Timeouts timeouts) {
        return Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(timeouts.connect())
                // Only reached when more answers are left open than there are connections.
                .connectionAcquisitionTimeout(timeouts.longAnswer())
                .socketTimeout(timeouts.answer())
                .tcpKeepAlive(true)
                .expectContinueEnabled(site.profile().expectContinue());
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SdkHttpClient client = takesLong(request.httpRequest()) ? patient : usual;
        ExecutableHttpRequest prepared = client.prepareRequest(paced(request));
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return paced(RegionElement.shown(log.tell(request.httpRequest(), prepared::call)));
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private HttpExecuteRequest paced(HttpExecuteRequest request) {
        Optional<ContentStreamProvider> body = request.contentStreamProvider();
        if (body.isEmpty()) {
            return request;
        }
        return HttpExecuteRequest.builder()
                .request(request.httpRequest())
                .contentStreamProvider(() -> pace.body(body.get().newStream()))
                .metricCollector(request.metricCollector().orElse(null))
                .build();
    }

    private HttpExecuteResponse paced(HttpExecuteResponse response) {
        return response.responseBody()
                .map(body -> HttpExecuteResponse.builder()
                        .response(response.httpResponse())
                        .responseBody(AbortableInputStream.create(pace.body(body), body))
                        .build())
                .orElse(response);
    }

    /// Copies of objects and of parts carry their source in a header; the POST requests are beginning and completion
    /// of an upload, and the removal of many objects.
    private static boolean takesLong(SdkHttpRequest request) {
        return request.method() == SdkHttpMethod.POST
                || request.firstMatchingHeader("x-amz-copy-source").isPresent();
    }

    @Override
    public String clientName() {
        return usual.clientName();
    }

    @Override
    public void close() {
        usual.close();
        patient.close();
    }
}
