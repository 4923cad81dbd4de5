package org.holdfast.backends.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Unfinished;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.S3Server;

/// A server of one test class, and stores on buckets of their own.
record TestSite(ProxiedDirectory server) implements AutoCloseable {
    static final int PART = TestProfile.PART;

    static TestSite start(Path dir) {
        return new TestSite(ProxiedDirectory.start(dir));
    }

    /// A store and what it sends.
    record Place(PlainRequests requests, S3Store store) implements AutoCloseable {
        @Override
        public void close() {
            store.close();
        }
    }

    /// A store on a new bucket, with the smallest parts and memory for eight of them.
    Place place(TestProfile profile) {
        return on(server.newBucket(), profile, new PartBuffers(8L * PART), true);
    }

    Place on(String bucket, TestProfile profile, PartBuffers buffers, boolean verify) {
        PlainRequests requests = new PlainRequests(server, bucket, profile.build());
        return new Place(requests, new S3Store(requests, settings(bucket, verify), buffers));
    }

    /// The same by way of another port.
    Place through(URI endpoint, String bucket, TestProfile profile) {
        PlainRequests requests = new PlainRequests(new Elsewhere(server, endpoint), bucket, profile.build());
        return new Place(requests, new S3Store(requests, settings(bucket, true), new PartBuffers(8L * PART)));
    }

    static S3Settings settings(String bucket, boolean verify) {
        S3Settings plain = S3Settings.of(bucket, ObjectKey.of("site"));
        return new S3Settings(
                plain.bucket(),
                plain.prefix(),
                plain.provider(),
                plain.endpoint(),
                plain.region(),
                plain.credentials(),
                plain.credentialsProfile(),
                plain.pathStyle(),
                plain.caFile(),
                plain.acceptSelfSigned(),
                verify,
                new Limits(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalLong.of(PART),
                        OptionalLong.empty()));
    }

    @Override
    public void close() {
        server.close();
    }

    static ObjectKey key(String text) {
        return ObjectKey.of(text);
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static ByteSource source(byte[] content) {
        return ByteSource.sized(content.length, out -> out.write(content));
    }

    /// A source whose bytes have a name.
    static final class Named implements ByteSource {
        private final byte[] content;
        private final String name;
        private final Body body;

        Named(byte[] content, String name, Body body) {
            this.content = content;
            this.name = name;
            this.body = body;
        }

        /// What writes them.
        interface Body {
            void write(byte[] content, OutputStream out) throws IOException;
        }

        static Named of(byte[] content) {
            return new Named(content, "version 1", (bytes, out) -> out.write(bytes));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.write(content, out);
        }

        @Override
        public long expectedSize() {
            return content.length;
        }

        @Override
        public Optional<String> version() {
            return Optional.of(name);
        }
    }

    static byte[] get(ObjectStore store, ObjectKey key) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.get(key, in -> in.transferTo(out));
        return out.toByteArray();
    }

    static List<Unfinished> unfinished(ObjectStore store) throws IOException {
        List<Unfinished> found = new ArrayList<>();
        store.unfinished(ObjectKey.ROOT, found::add);
        return found;
    }

    static List<String> list(ObjectStore store, String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        store.list(ObjectKey.of(prefix), Depth.ALL, info -> found.add(info.key().text()));
        return found;
    }

    private record Elsewhere(S3Server server, URI endpoint) implements S3Server {
        @Override
        public String name() {
            return server.name();
        }

        @Override
        public String accessKeyId() {
            return server.accessKeyId();
        }

        @Override
        public String secretAccessKey() {
            return server.secretAccessKey();
        }

        @Override
        public String region() {
            return server.region();
        }

        @Override
        public String newBucket() {
            return server.newBucket();
        }

        @Override
        public void close() {}
    }
}
