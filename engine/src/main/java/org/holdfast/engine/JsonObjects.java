package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Small JSON objects in a store. Thread-safe.
final class JsonObjects {
    /// No object of ours comes near it; whatever is larger was not written by us.
    private static final int MAX_BYTES = 1 << 20;

    private final ObjectStore store;

    JsonObjects(ObjectStore store) {
        this.store = store;
    }

    void put(ObjectKey key, Object value) throws IOException {
        byte[] bytes = Json.pretty(value);
        store.put(key, ByteSource.sized(bytes.length, out -> out.write(bytes)));
    }

    /// @throws org.holdfast.backends.ObjectNotFoundException if there is none
    /// @throws BackupException DAMAGED if it is not JSON of that form
    <T> T get(ObjectKey key, Class<T> type) throws IOException {
        return parse(bytes(key), key, type);
    }

    /// The same of an object that says in a member `schema` which version of its form it has.
    ///
    /// @param newest the newest version that this program knows
    /// @throws BackupException MISCONFIGURED if it is of a newer one
    <T> T get(ObjectKey key, Class<T> type, int newest) throws IOException {
        byte[] json = bytes(key);
        int schema = schema(json, key);
        if (schema > newest) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    key + " was written by a newer version of Holdfast: its form is " + schema
                            + ", and this version knows " + newest,
                    "update Holdfast on this machine");
        }
        return parse(json, key, type);
    }

    private static int schema(byte[] json, ObjectKey key) throws BackupException {
        try {
            return Json.number(json, "schema").orElseThrow(() -> damaged(key, null));
        } catch (JacksonException e) {
            throw damaged(key, e);
        }
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        AtomicReference<byte[]> content = new AtomicReference<>(new byte[0]);
        store.get(key, in -> content.set(limited(in, key)));
        return content.get();
    }

    private static <T> T parse(byte[] json, ObjectKey key, Class<T> type) throws BackupException {
        try {
            T value = Json.read(json, type);
            if (value == null) {
                throw damaged(key, null);
            }
            return value;
        } catch (JacksonException e) {
            throw damaged(key, e);
        }
    }

    private static byte[] limited(InputStream in, ObjectKey key) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw damaged(key, null);
        }
        return bytes;
    }

    private static BackupException damaged(ObjectKey key, @Nullable Throwable cause) {
        return new BackupException(
                Failure.DAMAGED,
                key + " is no valid record",
                "other backups are not affected; remove it by hand",
                List.of(),
                cause);
    }
}
