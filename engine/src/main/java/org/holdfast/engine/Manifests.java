package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.sync.Kind;

/// Manifests in the store: sealed where the store is encrypted. Thread-safe.
final class Manifests {
    private final Vault vault;

    Manifests(Vault vault) {
        this.vault = vault;
    }

    ObjectKey key(BackupId id) {
        return Layout.manifest(id, vault.isEncrypted());
    }

    void put(BackupId id, Path file) throws IOException {
        vault.contents().put(key(id), ByteSource.sized(Files.size(file), out -> Files.copy(file, out)));
    }

    void remove(BackupId id) throws IOException {
        vault.raw().delete(List.of(Layout.manifest(id, false), Layout.manifest(id, true)));
    }

    /// Fetches the manifest of a backup into `file`, authenticated and checked to belong to it.
    ///
    /// @throws org.holdfast.backends.ObjectNotFoundException if there is none
    /// @throws DamagedException if it is damaged or another backup's
    Manifest fetch(BackupId id, Path file) throws IOException {
        try {
            vault.contents().get(key(id), in -> save(in, file));
        } catch (AuthenticationException e) {
            throw new DamagedException("the manifest of " + id + " is damaged", e);
        }
        Manifest manifest = Manifest.open(file);
        if (!manifest.backup().equals(id.value())) {
            throw new DamagedException("the manifest beside " + id + " is that of " + manifest.backup());
        }
        return manifest;
    }

    /// The size of its files, each counted once however many names it has.
    static long contentOf(Manifest manifest) throws IOException {
        AtomicLong bytes = new AtomicLong();
        manifest.visit(entry -> {
            if (entry.tree().kind() == Kind.FILE && entry.hardlinkTo().isEmpty()) {
                bytes.addAndGet(entry.tree().size());
            }
        });
        return bytes.get();
    }

    private static void save(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
    }
}
