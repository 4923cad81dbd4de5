package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.s3.wire.Content;
import org.holdfast.backends.s3.wire.Incoming;
import org.holdfast.backends.s3.wire.Outgoing;
import org.holdfast.backends.s3.wire.Wire;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;

/// HTTP over one pool of connections. Thread-safe.
final class Transport implements Wire, AutoCloseable {
    private final CloseableHttpClient client;
    private final RequestConfig usual;
    private final RequestConfig patient;
    private final Pace pace;
    private final WireLog log;

    private Transport(CloseableHttpClient client, RequestConfig usual, RequestConfig patient, Pace pace, WireLog log) {
        this.client = client;
        this.usual = usual;
        this.patient = patient;
        this.pace = pace;
        this.log = log;
    }

    /// Connects nowhere yet.
    ///
    /// @param connections how many requests and open answers there may be at once
    /// @throws PermanentStoreException if the file of authorities is of no use
    static Transport open(Site site, int connections, Timeouts timeouts, Pace pace, WireLog log)
            throws PermanentStoreException {
        RequestConfig usual = RequestConfig.custom()
                .setResponseTimeout(Timeout.of(timeouts.answer()))
                // Only reached when more answers are left open than there are connections.
                .setConnectionRequestTimeout(Timeout.of(timeouts.longAnswer()))
                .setExpectContinueEnabled(site.profile().expectContinue())
                .setProtocolUpgradeEnabled(false)
                .build();
        RequestConfig patient = RequestConfig.copy(usual)
                .setResponseTimeout(Timeout.of(timeouts.longAnswer()))
                .build();
        return new Transport(HttpConnections.client(site, connections, timeouts), usual, patient, pace, log);
    }

    @Override
    public Incoming exchange(Outgoing request) throws IOException {
        return log.tell(request, () -> send(request));
    }

    private Incoming send(Outgoing request) throws IOException {
        HttpUriRequestBase sent = new HttpUriRequestBase(request.method(), URI.create(request.uri()));
        request.headers().forEach(sent::addHeader);
        sent.setConfig(request.slow() ? patient : usual);
        request.content().ifPresent(content -> sent.setEntity(new Body(content, pace)));
        ClassicHttpResponse answer = client.executeOpen(null, sent, null);
        SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(answer.getCode());
        for (Header header : answer.getHeaders()) {
            head.appendHeader(header.getName(), header.getValue());
        }
        Optional<HttpEntity> entity = Optional.ofNullable(answer.getEntity());
        InputStream body = entity.isPresent() ? pace.body(entity.get().getContent()) : InputStream.nullInputStream();
        return new Incoming(head.build(), AbortableInputStream.create(body, sent::cancel));
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException _) {
            // Nothing is in flight that anybody waits for.
        }
    }

    private static final class Body extends AbstractHttpEntity {
        private final Content content;
        private final Pace pace;

        Body(Content content, Pace pace) {
            super((String) null, null);
            this.content = content;
            this.pace = pace;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public long getContentLength() {
            return content.length();
        }

        @Override
        public InputStream getContent() {
            return pace.body(content.stream().newStream());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = getContent()) {
                in.transferTo(out);
            }
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public void close() {}
    }
}
