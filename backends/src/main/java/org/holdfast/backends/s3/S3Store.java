package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Overhead;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;

/// Objects in a bucket.
///
/// Retries are behind it, so it needs no [org.holdfast.backends.RetryingStore].
public final class S3Store implements ObjectStore {
    private final Parts parts;

    /// What the operations share.
    record Parts(
            Requests requests,
            S3Settings settings,
            S3Keys keys,
            Lessons lessons,
            Lookup lookup,
            LeftOvers leftOvers,
            Uploads uploads,
            Downloads downloads,
            Creation creation,
            LargeObjects large,
            KnownSums sums) {}

    S3Store(Requests requests, S3Settings settings) {
        this(requests, settings, new PartBuffers(settings.limits().memory().orElseGet(PartBuffers::defaultBudget)));
    }

    S3Store(Requests requests, S3Settings settings, PartBuffers buffers) {
        S3Keys keys = new S3Keys(settings.prefix());
        LeftOvers leftOvers = new LeftOvers(requests, keys);
        this.parts = new Parts(
                requests,
                settings,
                keys,
                new Lessons(requests),
                new Lookup(requests, keys),
                leftOvers,
                new Uploads(requests, keys, settings, buffers, new Resumption(requests, leftOvers)),
                // Of its own: who sends what he downloads waits for memory while the download holds some.
                new Downloads(requests, keys, settings.limits(), buffers.budget() / 2),
                new Creation(requests, keys, settings.prefix()),
                new LargeObjects(requests),
                new KnownSums());
    }

    /// Opens a site without sending anything yet.
    ///
    /// @param requests hears of what is sent
    /// @param clock to compare the service's with
    /// @throws IllegalArgumentException if the settings are wrong; the message says what and how to mend it
    public static S3Store open(
            S3Settings settings,
            SiteMemory memory,
            RetryPolicy policy,
            RetryListener listener,
            RequestListener requests,
            InstantSource clock) {
        Site site = new Resolution(ProviderTable.load()).resolve(settings, memory.recall());
        return new S3Store(Connection.open(site, memory, policy, listener, requests, clock), settings);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        Uploads.Sent sent = parts.uploads.put(key, source, _ -> {});
        note(key, sent.size(), sent.tag());
        return sent.tag();
    }

    /// Where the service does not promise it, a first call finds out whether it obeys conditions all the same.
    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        return parts.creation.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        try {
            parts.downloads.get(key, sink);
        } catch (ObjectNotFoundException e) {
            parts.lookup.missed(e);
            throw e;
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        Optional<ObjectInfo> found = parts.lookup.find(key);
        found.ifPresent(this::note);
        return found;
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        new Listing(parts.requests, parts.lessons, parts.keys, prefix, depth).walk(new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) throws IOException {
                note(info);
                visitor.object(info);
            }

            @Override
            public void prefix(ObjectKey found) throws IOException {
                visitor.prefix(found);
            }
        });
    }

    private void note(ObjectInfo info) {
        note(info.key(), info.storedSize(), info.tag());
    }

    private void note(ObjectKey key, long size, Optional<String> tag) {
        parts.large.note(key, size);
        parts.sums.note(key, tag);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        new CopyLadder(parts, from, to, original).copy();
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        new Deletion(parts.requests, parts.lessons, parts.keys).delete(keys);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        parts.leftOvers.visit(prefix, visitor);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        parts.leftOvers.discard(found);
    }

    /// Nothing: what a service has accepted, it keeps.
    @Override
    public void flush() throws IOException {
        Interruption.check();
    }

    /// A copy of any size succeeds, as the last way is to download and put.
    @Override
    public Capabilities capabilities() {
        Profile profile = parts.requests.profile();
        int names = profile.maxKeyBytes() - parts.keys.prefixBytes();
        return new Capabilities(
                profile.uploads(),
                profile.downloads(),
                profile.copies(),
                false,
                Math.max(1, Math.min(profile.maxNameBytes(), names)),
                Math.max(1, names),
                Long.MAX_VALUE,
                Overhead.NONE,
                profile.can(Ability.CONDITIONAL_PUT));
    }

    @Override
    public void close() {
        parts.requests.close();
    }
}
