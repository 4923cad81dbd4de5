package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// One object's bytes, each of them once and in order: what breaks in the middle is gone on with from there, as long as
/// it is still the same object. Ends before the object does only by an exception. Confined to one thread.
final class Download extends InputStream {
    /// Connections that break one after the other without bringing a byte; a request that fails is not among them.
    private static final int MAX_FRUITLESS = 5;

    /// So much is read to its end, which keeps the connection for the next request; what is longer is cut off.
    private static final long WORTH_DRAINING = 64 * 1024;

    private final Requests requests;
    private final ObjectKey key;
    private final String name;
    private final Optional<String> tag;
    private final long size;
    private ResponseInputStream<GetObjectResponse> body;
    private long position;
    private int fruitless;

    private Download(
            Requests requests, ObjectKey key, String name, ResponseInputStream<GetObjectResponse> body, long size) {
        this.requests = requests;
        this.key = key;
        this.name = name;
        this.body = body;
        this.tag = Optional.ofNullable(body.response().eTag());
        this.size = size;
    }

    private static ResponseInputStream<GetObjectResponse> begun(Requests requests, ObjectKey key, String name)
            throws IOException {
        try {
            return requests.send(
                    Operation.GET,
                    key,
                    client -> client.getObject(
                            request -> request.bucket(requests.bucket()).key(name)));
        } catch (ObjectNotFoundException e) {
            throw Inability.noBucket(e) ? Listing.noBucket(requests.bucket(), e) : e;
        }
    }

    /// Feeds the object to `sink`.
    ///
    /// @param name its whole key in the bucket
    static void get(Requests requests, ObjectKey key, String name, ByteSink sink) throws IOException {
        Interruption.check();
        ResponseInputStream<GetObjectResponse> body = begun(requests, key, name);
        long size;
        try {
            size = Head.size(Operation.GET, key, body.response().contentLength());
        } catch (PermanentStoreException e) {
            body.abort();
            throw e;
        }
        try (Download in = new Download(requests, key, name, body, size)) {
            Callbacks.read(sink, in);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            Exception reason;
            try {
                int count = body.read(bytes, offset, length);
                if (count > 0) {
                    position += count;
                    fruitless = 0;
                    return count;
                }
                if (position == size) {
                    return -1;
                }
                reason = new IOException("the connection was closed after " + position + " of " + size + " bytes");
            } catch (IOException | SdkException e) {
                reason = e;
            }
            goOn(reason);
        }
    }

    /// Asks for the rest, after the connection failed by `reason`.
    private void goOn(Exception reason) throws IOException {
        if (isInterruption(reason)) {
            throw interrupted(reason);
        }
        if (position == size) {
            // All bytes came, and they do not have the checksum that the service keeps.
            throw new TransientStoreException("get of " + key + " arrived damaged", reason);
        }
        fruitless++;
        if (fruitless > MAX_FRUITLESS || tag.isEmpty()) {
            throw new TransientStoreException(
                    "get of " + key + " broke off after " + position + " of " + size + " bytes",
                    "try again; the connection to the service does not hold",
                    reason);
        }
        body.abort();
        body = rest();
        String range = body.response().contentRange();
        if (range == null || !range.startsWith("bytes " + position + "-")) {
            throw new TransientStoreException(
                    "get of " + key + " broke off after " + position + " bytes, and the service gives no ranges",
                    reason);
        }
    }

    private ResponseInputStream<GetObjectResponse> rest() throws IOException {
        try {
            return requests.send(
                    Operation.GET,
                    key,
                    client -> client.getObject(request -> request.bucket(requests.bucket())
                            .key(name)
                            .ifMatch(tag.orElseThrow())
                            .range("bytes=" + position + "-")));
        } catch (ObjectNotFoundException e) {
            throw new TransientStoreException("get of " + key + " broke off: it was removed meanwhile", e);
        } catch (PermanentStoreException e) {
            if (Inability.status(e) == 412) {
                throw new TransientStoreException("get of " + key + " broke off: it was replaced meanwhile", e);
            }
            throw e;
        }
    }

    private static boolean isInterruption(Exception reason) {
        return Thread.currentThread().isInterrupted()
                || reason instanceof AbortedException
                || (reason instanceof InterruptedIOException && !(reason instanceof SocketTimeoutException));
    }

    private static InterruptedIOException interrupted(Exception reason) {
        // The SDK may have cleared the flag when it noticed.
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(reason);
        return interrupted;
    }

    /// Releases the connection, without reading gigabytes that nobody wants.
    @Override
    public void close() {
        if (size - position > WORTH_DRAINING || Thread.currentThread().isInterrupted()) {
            body.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException | SdkException _) {
            // The sink has what it wanted.
            body.abort();
        }
    }
}
