package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;
import org.holdfast.servers.S3Server;

/// An HTTP/1.1 proxy before an S3 server, at a port of its own on the loopback interface. Thread-safe.
///
/// It is an [S3Server] itself, with the user and the buckets of the one behind it, so a test puts it in its place.
/// Host headers pass untouched: clients sign for the proxy's name, and the server checks what it gets. Bodies are
/// streamed both ways at once; clients may keep their connections, to the server each request has a new one.
///
/// What a client has heard is in [#requests()] already, and in [Fault#hits()].
public final class FaultProxy implements S3Server {
    private final S3Server server;
    private final Optional<SelfSigned> tls;
    private final Rules rules = new Rules();
    private final Journal journal = new Journal();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Doorway doorway;

    private FaultProxy(S3Server server, Optional<SelfSigned> tls) throws IOException {
        this.server = server;
        this.tls = tls;
        this.doorway = new Doorway(threads, this::serve);
    }

    /// Before a server that speaks plain HTTP.
    public static FaultProxy start(S3Server server) {
        return start(server, Optional.empty());
    }

    /// As [#start(S3Server)], but speaks HTTPS with a certificate that is only in [#caFile()].
    ///
    /// @param directory for the certificate and its key
    public static FaultProxy startTls(S3Server server, Path directory) {
        try {
            return start(server, Optional.of(SelfSigned.in(directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FaultProxy start(S3Server server, Optional<SelfSigned> tls) {
        try {
            FaultProxy proxy = new FaultProxy(server, tls);
            proxy.doorway.open();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on, requests suffer this. Of several faults that are due, the oldest strikes; a gate comes first.
    public Fault inject(When when, Action action) {
        return rules.add(new Fault(when, action));
    }

    /// From now on, requests are held.
    public Gate gate(When when) {
        return rules.add(new Gate(when));
    }

    /// From now until the outage is closed nobody listens: connections are reset, new ones are refused.
    public Outage down() {
        doorway.goDown();
        return new Outage(doorway);
    }

    /// Faults that nothing has suffered, removed ones included. A test that has some has not tested what it says.
    public List<Fault> unreached() {
        return rules.unreached();
    }

    /// All requests so far, in the order in which they came.
    public List<Recorded> requests() {
        return journal.exchanges().stream().map(Exchange::recorded).toList();
    }

    /// The requests of one kind, in the order in which they came.
    public List<Recorded> requests(Kind kind) {
        return requests().stream().filter(request -> request.kind() == kind).toList();
    }

    /// How many requests of each kind came, without the kinds of which none came.
    public Map<Kind, Long> counts() {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        requests().forEach(request -> counts.merge(request.kind(), 1L, Long::sum));
        return counts;
    }

    /// How many requests of a kind came.
    public long count(Kind kind) {
        return requests(kind).size();
    }

    /// Requests and maxima so far are no longer counted. Rules stay.
    public void forget() {
        journal.forget();
    }

    /// Requests that have come and are not answered in full, held ones included.
    public int inFlight(Kind kind) {
        return journal.inFlight(kind);
    }

    /// The most of a kind that were in flight at once.
    public int maxInFlight(Kind kind) {
        return journal.maxInFlight(kind);
    }

    /// The most of all kinds together that were in flight at once.
    public int maxInFlight() {
        return journal.maxInFlight();
    }

    /// The certificate to trust, as PEM.
    ///
    /// @throws IllegalStateException if this proxy speaks plain HTTP
    public Path caFile() {
        return tls.orElseThrow(() -> new IllegalStateException("this proxy has no certificate"))
                .pem();
    }

    private void serve(Socket socket) {
        try {
            Peer client = Peer.of(socket, tls.isPresent() ? secured(socket, tls.get()) : socket);
            InetSocketAddress address = new InetSocketAddress(
                    server.endpoint().getHost(), server.endpoint().getPort());
            new Connection(client, address, rules, journal, threads, doorway).serve();
        } catch (IOException e) {
            // The client went away before it had said anything, or did not trust the certificate.
        }
    }

    private static Socket secured(Socket socket, SelfSigned tls) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.context().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public URI endpoint() {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + doorway.port());
    }

    @Override
    public String accessKeyId() {
        return server.accessKeyId();
    }

    @Override
    public String secretAccessKey() {
        return server.secretAccessKey();
    }

    @Override
    public String region() {
        return server.region();
    }

    @Override
    public String newBucket() {
        return server.newBucket();
    }

    /// Resets every connection. The server behind goes on.
    @Override
    public void close() {
        doorway.close();
        threads.shutdownNow();
        threads.close();
    }
}
