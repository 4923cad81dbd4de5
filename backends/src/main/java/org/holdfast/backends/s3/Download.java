package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
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

/// A stretch of one object's bytes, each of them once and in order: what breaks in the middle is gone on with from
/// there, as long as it is still the same object. Ends before the stretch does only by an exception. Confined to one
/// thread.
final class Download extends InputStream {
    /// Connections that break one after the other without bringing a byte; a request that fails is not among them.
    private static final int MAX_FRUITLESS = 5;

    /// So much is read to its end, which keeps the connection for the next request; what is longer is cut off.
    private static final long WORTH_DRAINING = 64 * 1024;

    private final RemoteObject object;

    /// Where in the object it ends.
    private final long end;

    private ResponseInputStream<GetObjectResponse> body;

    private long position;
    private int fruitless;

    private Download(RemoteObject object, ResponseInputStream<GetObjectResponse> body, long from, long to) {
        this.object = object;
        this.body = body;
        this.position = from;
        this.end = to;
    }

    /// The whole of an object.
    ///
    /// @param name its whole key in the bucket
    static Download of(Requests requests, ObjectKey key, String name) throws IOException {
        Interruption.check();
        ResponseInputStream<GetObjectResponse> body = begun(requests, key, name);
        GetObjectResponse answer = body.response();
        long size;
        try {
            size = Head.size(Operation.GET, key, answer.contentLength());
        } catch (PermanentStoreException e) {
            body.abort();
            throw e;
        }
        Optional<String> tag = Optional.ofNullable(answer.eTag());
        boolean ranges = tag.isPresent() && "bytes".equals(answer.acceptRanges());
        return new Download(new RemoteObject(requests, key, name, tag, size, ranges), body, 0, size);
    }

    /// What of an object lies from `from` on up to `to`, which is more than nothing.
    static Download of(RemoteObject object, long from, long to) throws IOException {
        return new Download(object, object.bytes(from, to), from, to);
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

    RemoteObject object() {
        return object;
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
            boolean ended = position == end && body.response().contentRange() != null;
            if (ended) {
                // Only the whole of an object is read on to where its checksum is compared.
                return -1;
            }
            Exception reason;
            try {
                int count = body.read(bytes, offset, (int) Math.min(length, Math.max(1, end - position)));
                if (count > 0) {
                    position += count;
                    fruitless = 0;
                    return count;
                }
                if (position == end) {
                    return -1;
                }
                reason = new IOException(
                        "the connection was closed after " + position + " of " + object.size() + " bytes");
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
        if (position == end) {
            // All bytes came, and they do not have the checksum that the service keeps.
            throw new TransientStoreException("get of " + object.key() + " arrived damaged", reason);
        }
        fruitless++;
        if (fruitless > MAX_FRUITLESS || object.tag().isEmpty()) {
            throw new TransientStoreException(
                    "get of " + object.key() + " broke off after " + position + " of " + object.size() + " bytes",
                    "try again; the connection to the service does not hold",
                    reason);
        }
        body.abort();
        try {
            body = object.bytes(position, end);
        } catch (IOException e) {
            e.addSuppressed(reason);
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
        if (end - position > WORTH_DRAINING || Thread.currentThread().isInterrupted()) {
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
