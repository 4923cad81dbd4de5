package org.holdfast.servers.faults;

import java.io.IOException;
import java.util.List;

/// Passes the server's answer on to the client, or part of it.
record AnswerRelay(Exchange exchange, Peer client, Peer server, Head head, Framing framing) {
    /// Passes it on, meddled with as planned.
    ///
    /// @param stays whether the client may use its connection again
    /// @return how the answer really ended
    End run(Plan plan, boolean stays) throws IOException {
        boolean shorter = plan.end() == End.SHORTER && plan.answer().stopsWithin(framing.known());
        exchange.answering(head.status());
        if (framing.known() == 0 || (shorter && plan.answer().stop() == 0)) {
            exchange.end();
        }
        outgoing(shorter, plan.answer().stop(), stays).write(client.out());
        BodyWriter writer = framing.writer(client.out());
        boolean whole = new Relay(
                        framing.reader(server.in()),
                        writer,
                        framing.known(),
                        plan.answer(),
                        exchange::sending,
                        exchange::end)
                .run();
        if (whole) {
            return End.WHOLE;
        }
        if (plan.end() == End.SHORTER) {
            writer.end(List.of());
        }
        return plan.end();
    }

    /// Takes the answer and tells nobody.
    void swallow() throws IOException {
        BodyReader body = framing.reader(server.in());
        byte[] buffer = new byte[WireInput.BUFFER];
        int read = 0;
        while (read >= 0) {
            read = body.read(buffer);
        }
    }

    private Head outgoing(boolean shorter, long length, boolean stays) {
        Headers headers = head.toPassOn().headers();
        if (shorter) {
            headers = headers.without("Content-Length").with("Content-Length", Long.toString(length));
        }
        return new Head(head.start(), stays ? headers : headers.with("Connection", "close"));
    }
}
