package org.holdfast.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a browser and a server like a proxy: passes everything on, or tells that the server is away.
/// Thread-safe.
final class Relay implements AutoCloseable {
    private static final byte[] AWAY = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;

    Relay(int server) throws IOException {
        this.server = server;
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /// Breaks all connections; from now on whoever asks is refused.
    void away() {
        away = true;
        open.forEach(Relay::end);
    }

    void back() {
        away = false;
    }

    /// How often somebody was refused.
    int refused() {
        return refused.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException _) {
                // Closed, or whoever came is gone.
            }
        }
    }

    private void serve(Socket client) {
        if (away) {
            refuse(client);
            return;
        }
        try {
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
            open.add(behind);
            threads.execute(() -> pass(behind, client));
            pass(client, behind);
        } catch (IOException _) {
            end(client);
        }
    }

    private void refuse(Socket client) {
        try {
            // A browser connects before it knows what to ask.
            if (client.getInputStream().read() >= 0) {
                client.getOutputStream().write(AWAY);
                refused.incrementAndGet();
                client.shutdownOutput();
                client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (IOException _) {
            // It did not wait for the answer.
        } finally {
            end(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One of both is gone, so the other goes, too.
        } finally {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(Relay::end);
        threads.shutdownNow();
        threads.close();
    }
}
