package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Manifests in the store: sealed where the store is encrypted. Thread-safe.
final class Manifests {
    /// What an rsync backup has for other software, and a tgz backup of the same content has not.
    private static final BytePath METADATA = BytePath.parse("fsmetadata.json");

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

    /// Whether two backups hold the same, whatever their formats.
    static boolean haveSameContent(Manifest one, Manifest other) throws IOException {
        try (Manifest.Reader ours = one.read();
                Manifest.Reader theirs = other.read()) {
            boolean more = true;
            while (more) {
                Optional<StoredEntry> our = next(ours);
                if (!our.equals(next(theirs))) {
                    return false;
                }
                more = our.isPresent();
            }
            return true;
        }
    }

    private static Optional<StoredEntry> next(Manifest.Reader reader) throws IOException {
        StoredEntry entry = reader.next();
        return entry != null && entry.path().equals(METADATA) ? next(reader) : Optional.ofNullable(entry);
    }

    private static void save(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
    }
}
