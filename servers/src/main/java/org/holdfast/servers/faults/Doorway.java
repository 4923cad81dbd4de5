package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The listening socket, which can really go away and come back at the same port. Thread-safe.
final class Doorway {
    private static final int BACKLOG = 200;

    private final Executor threads;
    private final Consumer<Socket> guests;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress address;
    private ServerSocket listener;
    private @Nullable Socket placeholder;
    private CountDownLatch accepting = new CountDownLatch(0);
    private boolean closed;

    /// @param guests handles a connection; called on a thread of its own
    Doorway(Executor threads, Consumer<Socket> guests) throws IOException {
        this.threads = threads;
        this.guests = guests;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    int port() {
        return address.getPort();
    }

    synchronized void open() {
        ServerSocket current = listener;
        CountDownLatch left = new CountDownLatch(1);
        accepting = left;
        threads.execute(() -> {
            accept(current);
            left.countDown();
        });
    }

    private void accept(ServerSocket current) {
        while (!current.isClosed()) {
            try {
                Socket guest = current.accept();
                open.add(guest);
                threads.execute(() -> host(guest, current));
            } catch (IOException e) {
                // Closed from outside, or the guest was gone before he was greeted: the loop's condition tells.
            }
        }
    }

    private void host(Socket guest, ServerSocket current) {
        try {
            if (current.isClosed()) {
                reset(guest);
                return;
            }
            guests.accept(guest);
        } finally {
            open.remove(guest);
        }
    }

    /// From now on the operating system refuses connections; those that are open are reset. The port stays ours: a
    /// socket that is bound and does not listen keeps others from it.
    synchronized void goDown() {
        if (closed || listener.isClosed()) {
            return;
        }
        try {
            listener.close();
            // The operating system's socket goes only when the last call on it has returned.
            accepting.await();
            Socket bound = new Socket();
            bound.setReuseAddress(true);
            bound.bind(address);
            placeholder = bound;
            open.forEach(Doorway::reset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void comeUp() {
        if (closed || !listener.isClosed()) {
            return;
        }
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
            closePlaceholder();
            open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void close() {
        closed = true;
        try {
            listener.close();
            closePlaceholder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Doorway::reset);
    }

    private void closePlaceholder() throws IOException {
        if (placeholder != null) {
            placeholder.close();
            placeholder = null;
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was closed at the same moment.
        }
    }
}
