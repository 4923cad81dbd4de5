package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Forwards connections to a server, and cuts those off that brought so many bytes back, as often as it is told to.
final class CuttingProxy implements AutoCloseable {
    private final URI target;
    private final ServerSocket listening;
    private final long limit;
    private final AtomicInteger left;
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// @param limit how many bytes to bring; with 0, the headers of an answer
    CuttingProxy(URI target, long limit, int times) throws IOException {
        this.target = target;
        this.limit = limit;
        this.left = new AtomicInteger(times);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /// How many connections it has cut.
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> forward(client, server, Long.MAX_VALUE));
                Thread.ofVirtual().start(() -> forward(server, client, limit));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void forward(Socket from, Socket to, long most) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            long brought = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                brought += count;
                if (brought > most && left.getAndDecrement() > 0) {
                    cuts.incrementAndGet();
                    out.write(buffer, 0, most == 0 ? headers(buffer, count) : 0);
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException _) {
            // The other side is gone, and so is this one.
        }
    }

    private static int headers(byte[] answer, int count) {
        String text = new String(answer, 0, count, StandardCharsets.ISO_8859_1);
        return text.indexOf("\r\n\r\n") + 4;
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
