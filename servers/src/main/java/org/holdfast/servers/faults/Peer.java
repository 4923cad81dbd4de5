package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// One end of a connection, with TLS or without.
///
/// @param socket the bare one, which can be reset without the good manners of TLS
record Peer(Socket socket, WireInput in, OutputStream out) {
    private static final int PATIENCE_MILLIS = 1000;

    /// @param inner what bytes are read from and written to: the bare one, or TLS over it
    static Peer of(Socket bare, Socket inner) throws IOException {
        bare.setTcpNoDelay(true);
        return new Peer(bare, new WireInput(inner.getInputStream()), inner.getOutputStream());
    }

    /// The other side sees "connection reset".
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already, perhaps by the other side: then there is nothing left to reset.
        }
        close();
    }

    /// Closes so that what was sent arrives, although the other side may still be sending.
    void finish() {
        try {
            endOutput();
            socket.setSoTimeout(PATIENCE_MILLIS);
            readToEnd();
        } catch (IOException e) {
            // Whoever has gone away or does not stop talking has had his chance to listen.
        }
        close();
    }

    /// The other side sees the end after what was sent.
    void endOutput() throws IOException {
        out.flush();
        socket.shutdownOutput();
    }

    /// Swallows what comes until the other side closes or is reset.
    void readToEnd() throws IOException {
        byte[] buffer = new byte[WireInput.BUFFER];
        int read = 0;
        while (read >= 0) {
            read = in.read(buffer, buffer.length);
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more can be done to a socket.
        }
    }
}
