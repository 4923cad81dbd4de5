package org.holdfast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A bucket in this process with nothing in it, as far as [Rehearsal] looks: listings are empty, objects are not found,
/// and nothing can be put there.
final class EmptyBucket implements AutoCloseable {
    private static final String LISTING = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>\
        <KeyCount>0</KeyCount></ListBucketResult>\
        """;

    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Opens at a free port of the loopback interface.
    EmptyBucket() throws IOException {
        door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        threads.execute(this::welcome);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    private void welcome() {
        try {
            while (true) {
                Socket peer = door.accept();
                threads.execute(() -> serve(peer));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static void serve(Socket peer) {
        try (peer) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = peer.getOutputStream();
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                for (String header = request; header != null && !header.isEmpty(); ) {
                    header = in.readLine();
                }
                boolean listing = request.contains("list-type=2");
                String body = listing ? LISTING : "";
                String answer = "HTTP/1.1 " + (listing ? "200 OK" : "404 Not Found")
                        + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException _) {
            // Whoever asked has gone.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
