package org.holdfast.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Overhead;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.FileCipher;
import org.holdfast.crypto.NameCipher;
import org.holdfast.names.BytePath;

/// Seals contents, and names where there is a [NameCipher], on the way into another store and opens them on the way
/// out. [ObjectInfo#storedSize] stays the sealed size.
///
/// A reader of [#get] must read to the end of the stream: only there are the bytes authenticated. A view: closing it
/// does not close the store below.
final class EncryptedStore implements ObjectStore {
    /// Directories repeat from key to key; beyond so many the memory starts anew. So few are forgotten while they are
    /// young, and a run over a million files leaves nothing in the old part of the heap, where Java looks only when
    /// nothing more fits; to seal a name again takes a microsecond.
    private static final int REMEMBERED_DIRECTORIES = 32;

    private final ObjectStore inner;
    private final FileCipher files;
    private final Optional<NameCipher> names;
    private final Map<BytePath, BytePath> sealedDirectories = new ConcurrentHashMap<>();

    EncryptedStore(ObjectStore inner, FileCipher files, Optional<NameCipher> names) {
        this.inner = inner;
        this.files = files;
        this.names = names;
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return inner.put(seal(key), sealed(source));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = files.encrypting(sealed)) {
            out.write(content);
        }
        return inner.create(seal(key), sealed.toByteArray());
    }

    /// What `source` writes, sealed. Where that has a version, equal versions become equal sealed bytes, so
    /// that a broken upload can go on; see [FileCipher#encrypting(OutputStream, byte[])].
    ByteSource sealed(ByteSource source) {
        return new Sealed(source, files);
    }

    /// Seals under the version that was named last, whose bytes the source then writes or else throws; at random if
    /// nobody asked for one, which saves small files a look at the file.
    private static final class Sealed implements ByteSource {
        private final ByteSource source;
        private final FileCipher files;
        private volatile Optional<String> named = Optional.empty();

        Sealed(ByteSource source, FileCipher files) {
            this.source = source;
            this.files = files;
        }

        @Override
        public long expectedSize() {
            long size = source.expectedSize();
            return size == UNKNOWN_SIZE ? size : files.sealedSize(size);
        }

        @Override
        public Optional<String> version() {
            Optional<String> version = source.version();
            named = version;
            return version;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Optional<String> version = named;
            OutputStream sealing = version.isPresent()
                    ? files.encrypting(out, version.get().getBytes(StandardCharsets.UTF_8))
                    : files.encrypting(out);
            source.writeTo(sealing);
            sealing.close();
        }
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        inner.get(seal(key), in -> {
            try {
                sink.readFrom(files.decrypting(in));
            } catch (AuthenticationException e) {
                // The cipher knows no names, and a person must be told which file it is.
                AuthenticationException named = new AuthenticationException(key + ": " + e.getMessage());
                named.initCause(e);
                throw named;
            }
        });
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return inner.stat(seal(key)).map(info -> info.with(key));
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        inner.list(seal(prefix), depth, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) throws IOException {
                visitor.object(info.with(open(info.key())));
            }

            @Override
            public void prefix(ObjectKey found) throws IOException {
                visitor.prefix(open(found));
            }
        });
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        inner.copy(seal(from), seal(to), original.map(this::sealed));
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        try {
            inner.delete(keys.stream().map(this::seal).toList());
        } catch (PartialDeleteException e) {
            throw opened(e);
        }
    }

    private PartialDeleteException opened(PartialDeleteException e) throws IOException {
        java.util.List<ObjectKey> survivors = new java.util.ArrayList<>();
        for (ObjectKey survivor : e.survivors()) {
            survivors.add(open(survivor));
        }
        return e.withSurvivors(survivors);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        inner.unfinished(
                seal(prefix),
                found -> visitor.unfinished(new Unfinished(open(found.key()), found.id(), found.begun())));
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        inner.discard(new Unfinished(seal(found.key()), found.id(), found.begun()));
    }

    @Override
    public void flush() throws IOException {
        inner.flush();
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities().with(new Overhead() {
            @Override
            public int storedNameBytes(int nameBytes) {
                return names.map(cipher -> cipher.sealedLength(nameBytes)).orElse(nameBytes);
            }

            @Override
            public long storedSize(long size) {
                return files.sealedSize(size);
            }
        });
    }

    @Override
    public void close() {}

    /// The key under which the store below keeps `key`.
    ObjectKey seal(ObjectKey key) {
        if (names.isEmpty() || key.path().isRoot()) {
            return key;
        }
        return new ObjectKey(
                sealDirectory(key.path().parent()).resolve(sealName(key.path().name())));
    }

    private BytePath sealDirectory(BytePath directory) {
        if (directory.isRoot()) {
            return directory;
        }
        BytePath known = sealedDirectories.get(directory);
        if (known != null) {
            return known;
        }
        BytePath sealed = sealDirectory(directory.parent()).resolve(sealName(directory.name()));
        if (sealedDirectories.size() >= REMEMBERED_DIRECTORIES) {
            sealedDirectories.clear();
        }
        sealedDirectories.put(directory, sealed);
        return sealed;
    }

    private BytePath sealName(BytePath name) {
        return BytePath.of(names.orElseThrow().seal(name.bytes()).getBytes(StandardCharsets.US_ASCII));
    }

    /// The key that the store below keeps under `sealed`.
    ///
    /// @throws BackupException DAMAGED if its name was not sealed with these keys
    ObjectKey open(ObjectKey sealed) throws IOException {
        if (names.isEmpty()) {
            return sealed;
        }
        BytePath opened = BytePath.ROOT;
        for (BytePath segment : sealed.path().segments()) {
            opened = opened.resolve(openName(segment, sealed));
        }
        return new ObjectKey(opened);
    }

    private BytePath openName(BytePath segment, ObjectKey sealed) throws IOException {
        try {
            return BytePath.of(names.orElseThrow().open(segment.text()));
        } catch (AuthenticationException | IllegalArgumentException e) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "the store holds " + sealed + ", whose name was not sealed with this password",
                    "move it away if it does not belong there",
                    java.util.List.of(),
                    e);
        }
    }
}
