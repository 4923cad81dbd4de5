package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Tasks;
import org.jspecify.annotations.Nullable;

/// Cuts what is written into parts and has them sent, several at once. Holds one buffer while it is filled, and hands
/// it to the task that sends it before it waits for the next: so any number of these can share a budget of one part.
/// Confined to one thread.
final class PutStream extends OutputStream {
    /// More came than the first buffer was made for; a new attempt that expects anything will do.
    static final class OutgrownException extends IOException {
        OutgrownException() {
            super("the object is larger than was expected");
        }
    }

    private final Requests requests;
    private final Sender sender;
    private final PartBuffers buffers;
    private final ObjectKey key;
    private final String name;
    private final PartPlan plan;
    private final Optional<Resumption.Earlier> earlier;
    private final Tasks tasks;
    private @Nullable Multipart upload;
    private PartBuffers.@Nullable Buffer current;
    private int parts;
    private long size;

    PutStream(
            Requests requests,
            Sender sender,
            PartBuffers buffers,
            ObjectKey key,
            String name,
            PartPlan plan,
            Optional<Resumption.Earlier> earlier) {
        this.requests = requests;
        this.sender = sender;
        this.buffers = buffers;
        this.key = key;
        this.name = name;
        this.plan = plan;
        this.earlier = earlier;
        this.tasks = new Tasks(plan.atOnce());
    }

    long size() {
        return size;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            PartBuffers.Buffer buffer = buffer();
            int taken = buffer.append(bytes, offset + done, count - done);
            done += taken;
            size += taken;
            if (taken == 0) {
                sendFull(buffer);
            }
        }
    }

    private PartBuffers.Buffer buffer() throws IOException {
        if (current == null) {
            current = buffers.take(parts == 0 ? plan.firstBuffer() : plan.partSize());
        }
        return current;
    }

    /// Only called when another byte is there, so an object of exactly one part is no multipart upload.
    private void sendFull(PartBuffers.Buffer buffer) throws IOException {
        if (buffer.capacity() < plan.partSize()) {
            throw new OutgrownException();
        }
        if (upload == null) {
            upload = earlier.isPresent()
                    ? new Multipart(
                            requests,
                            Operation.PUT,
                            key,
                            name,
                            earlier.get().uploadId(),
                            earlier.get().found())
                    : Multipart.begin(requests, Operation.PUT, key, name);
        }
        send(upload, buffer);
    }

    private void send(Multipart to, PartBuffers.Buffer buffer) throws IOException {
        Profile profile = requests.profile();
        if (parts == profile.maxParts() || size > profile.maxObjectSize()) {
            throw new PermanentStoreException(
                    "put of " + key + " does not fit: after " + size + " bytes it is larger than " + profile.maxParts()
                            + " parts of " + plan.partSize() + " bytes, or than the provider takes",
                    "use larger parts with partSize= in the store's URL, or the rsync format",
                    null);
        }
        int number = ++parts;
        current = null;
        boolean submitted = false;
        try {
            tasks.submit(() -> {
                try (buffer) {
                    to.add(number, sent(to, number, buffer));
                }
            });
            submitted = true;
        } finally {
            if (!submitted) {
                buffer.close();
            }
        }
    }

    private Arrived sent(Multipart to, int number, PartBuffers.Buffer buffer) throws IOException {
        if (earlier.isPresent()) {
            byte[] sum = Tag.md5(buffer.bytes(), buffer.length());
            Optional<Arrived> there = earlier.get().part(number, buffer.length(), sum);
            if (there.isPresent()) {
                return there.get();
            }
        }
        return sender.part(key, to, number, buffer);
    }

    /// Makes the object appear, and returns its tag.
    Optional<String> publish(boolean verify) throws IOException {
        PartBuffers.Buffer last = buffer();
        if (upload == null) {
            return sender.object(key, name, last);
        }
        send(upload, last);
        tasks.join();
        return upload.complete(size, verify);
    }

    /// Stops sending and removes the parts, unless they are kept.
    void abandon(Throwable failure, boolean keepParts) {
        tasks.close();
        if (upload != null && !keepParts) {
            upload.abort(failure);
        }
    }

    @Override
    public void close() {
        tasks.close();
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
