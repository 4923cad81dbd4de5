package org.holdfast.servers.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A client's connection: its requests one after the other, each passed on over a connection of its own.
///
/// A connection to the server is not used twice: the server may close it at any time, and a request that is streamed
/// cannot be sent again, so the client would suffer a fault that no test asked for.
final class Connection {
    private final Peer client;
    private final InetSocketAddress server;
    private final Rules rules;
    private final Journal journal;
    private final Executor threads;
    private final Doorway doorway;
    private @Nullable Peer upstream;

    Connection(Peer client, InetSocketAddress server, Rules rules, Journal journal, Executor threads, Doorway doorway) {
        this.client = client;
        this.server = server;
        this.rules = rules;
        this.journal = journal;
        this.threads = threads;
        this.doorway = doorway;
    }

    /// Serves until either side wants no more.
    void serve() {
        try {
            boolean more = true;
            while (more) {
                more = serveOne();
            }
        } catch (IOException e) {
            // A side that went away in mid-message takes the other with it, as when both were joined directly.
            client.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.reset();
        } finally {
            client.close();
            closeUpstream();
        }
    }

    private boolean serveOne() throws IOException, InterruptedException {
        Optional<Head> request = Head.read(client.in());
        if (request.isEmpty()) {
            return false;
        }
        Exchange exchange = journal.begin(request.get());
        try {
            return serve(exchange);
        } finally {
            exchange.end();
        }
    }

    private boolean serve(Exchange exchange) throws IOException, InterruptedException {
        if (!rules.pass(exchange.call())) {
            exchange.end();
            client.reset();
            return false;
        }
        Optional<Fault> fault = rules.striking(exchange.call());
        if (fault.isEmpty()) {
            return forward(exchange, Plan.plain());
        }
        return suffer(exchange, fault.get());
    }

    private boolean suffer(Exchange exchange, Fault fault) throws IOException, InterruptedException {
        Runnable hit = () -> fault.hit(exchange);
        return switch (fault.action()) {
            case Action.Refuse() -> {
                hit.run();
                exchange.end();
                client.reset();
                yield false;
            }
            case Action.GoDown(var time) -> {
                hit.run();
                exchange.end();
                doorway.goDown();
                Thread.sleep(time);
                doorway.comeUp();
                yield false;
            }
            case Action.Silence() -> {
                hit.run();
                client.readToEnd();
                yield false;
            }
            case Action.Hold(var latch) -> {
                hit.run();
                latch.await();
                yield forward(exchange, Plan.plain());
            }
            case Action.Instead(var answer) -> {
                hit.run();
                yield answerInstead(exchange, answer);
            }
            case Action.Afterwards(var answer) -> forward(exchange, Plan.replacing(answer, hit));
            case Action.ResetRequest(var at) -> forward(exchange, Plan.ofRequest(Meddling.stopping(at, hit)));
            case Action.FlipRequest(var at) -> forward(exchange, Plan.ofRequest(Meddling.flipping(at, hit)));
            case Action.SlowRequest(var rate) -> forward(exchange, Plan.ofRequest(Meddling.slowing(rate, hit)));
            case Action.ResetAnswer(var at) -> forward(exchange, Plan.ofAnswer(Meddling.stopping(at, hit), End.RESET));
            case Action.CloseAnswer(var at) -> forward(exchange, Plan.ofAnswer(Meddling.stopping(at, hit), End.CLOSE));
            case Action.ShortenAnswer(var at) ->
                forward(exchange, Plan.ofAnswer(Meddling.stopping(at, hit), End.SHORTER));
            case Action.FlipAnswer(var at) -> forward(exchange, Plan.ofAnswer(Meddling.flipping(at, hit), End.WHOLE));
            case Action.SlowAnswer(var rate) ->
                forward(exchange, Plan.ofAnswer(Meddling.slowing(rate, hit), End.WHOLE));
        };
    }

    /// A client that waits for "100 Continue" hears the answer at once and may then not send its body, so this is the
    /// last request of its connection; any other sends its body first.
    private boolean answerInstead(Exchange exchange, Answer answer) throws IOException {
        boolean waits = exchange.request().headers().has("Expect");
        if (!waits) {
            Framing framing = Framing.ofRequest(exchange.request());
            BodyReader body = framing.reader(client.in());
            byte[] buffer = new byte[WireInput.BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                exchange.received(read);
            }
        }
        boolean stays = !waits && exchange.request().keepsAlive();
        say(exchange, answer, stays);
        if (!stays) {
            client.finish();
        }
        return stays;
    }

    private void say(Exchange exchange, Answer answer, boolean stays) throws IOException {
        exchange.answering(answer.status());
        boolean silent = exchange.request().word(0).equals("HEAD");
        exchange.sending(silent ? 0 : answer.bytes().length);
        exchange.end();
        answer.head(stays).write(client.out());
        if (!silent) {
            client.out().write(answer.bytes());
            client.out().flush();
        }
    }

    private boolean forward(Exchange exchange, Plan plan) throws IOException, InterruptedException {
        Peer server = upstream();
        exchange.request().toPassOn().write(server.out());
        Pump pump = new Pump(exchange, client, server, plan.request());
        pump.start(threads);
        Head head = Head.read(server.in()).orElseThrow(() -> new IOException("the server closed"));
        while (head.status() < 200) {
            head.toPassOn().write(client.out());
            pump.invited();
            head = Head.read(server.in()).orElseThrow(() -> new IOException("the server closed"));
        }
        boolean stays = exchange.request().keepsAlive() && pump.isSure();
        Framing framing = Framing.ofAnswer(head, exchange.request().word(0));
        AnswerRelay relay = new AnswerRelay(exchange, client, server, head, framing);
        End end;
        if (plan.replacement().isPresent()) {
            relay.swallow();
            plan.hit().run();
            say(exchange, plan.replacement().get(), stays);
            end = End.WHOLE;
        } else {
            stays &= !(framing instanceof Framing.UntilClose);
            end = relay.run(plan, stays);
        }
        return settle(end, stays, pump);
    }

    private boolean settle(End end, boolean stays, Pump pump) throws IOException, InterruptedException {
        if (end == End.RESET) {
            client.reset();
            return false;
        }
        if (end == End.CLOSE || !stays) {
            part(pump);
            return false;
        }
        pump.join();
        closeUpstream();
        return true;
    }

    private void part(Pump pump) throws IOException, InterruptedException {
        if (pump.isDone()) {
            client.finish();
            return;
        }
        client.endOutput();
        pump.linger();
    }

    private Peer upstream() throws IOException {
        closeUpstream();
        Socket socket = new Socket();
        try {
            socket.connect(server);
            upstream = Peer.of(socket, socket);
            return upstream;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// By a reset, which leaves no socket waiting behind: thousands of requests would use up the ports.
    private void closeUpstream() {
        if (upstream != null) {
            upstream.reset();
            upstream = null;
        }
    }
}
