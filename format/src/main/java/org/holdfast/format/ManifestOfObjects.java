package org.holdfast.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.EntrySort;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Makes the manifest of a backup of one object a file that has none, by reading all of them: what it holds now, not
/// what it must hold. What objects cannot say comes from `fsmetadata.json`, if it is there. In flat memory but for what
/// that names. For one thread.
public final class ManifestOfObjects {
    private static final int FILE_MODE = 0600;
    private static final int PROGRAM_MODE = 0700;
    private static final int DIRECTORY_MODE = 0700;
    private static final int LINK_MODE = 0777;

    private final ObjectStore here;
    private final String id;
    private final Path scratch;
    private final Losses losses;
    private final int uid;
    private final int gid;

    /// @param here begins at the backup's own place
    /// @param id of the backup
    /// @param scratch a private directory, which must outlive the manifest; whose it is owns the entries
    /// @param losses hears of what cannot be read
    public ManifestOfObjects(ObjectStore here, String id, Path scratch, Losses losses) throws IOException {
        this.here = here;
        this.id = id;
        this.scratch = scratch;
        this.losses = losses;
        Map<String, Object> owner = Files.readAttributes(scratch, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        this.uid = (Integer) owner.getOrDefault("uid", 0);
        this.gid = (Integer) owner.getOrDefault("gid", 0);
    }

    /// Tells of each file of a backup.
    @FunctionalInterface
    public interface Listing {
        /// One after the other, in any order.
        void each(Visitor visitor) throws IOException;
    }

    /// Hears of a file.
    @FunctionalInterface
    public interface Visitor {
        /// One of them.
        ///
        /// @param modified when it was stored
        void file(BytePath path, Instant modified) throws IOException;
    }

    /// Reads all files.
    public Manifest make(Listing listing) throws IOException {
        Path file = scratch.resolve("objects.jsonl.gz");
        AtomicReference<FsMetadata.Found> metadata = new AtomicReference<>(FsMetadata.Found.NOTHING);
        try (EntrySort sort = new EntrySort(scratch)) {
            try (Tasks tasks = Tasks.many(here.capabilities().reads())) {
                listing.each((path, modified) -> tasks.submit(() -> {
                    if (path.equals(FsMetadata.NAME)) {
                        metadata.set(metadata(path));
                    }
                    read(path, modified, sort);
                }));
                tasks.join();
            }
            for (BytePath directory : metadata.get().emptyDirectories()) {
                sort.add(entry(directory, Kind.DIRECTORY, 0, Instant.EPOCH, DIRECTORY_MODE, Optional.empty()));
            }
            for (Map.Entry<BytePath, String> link : metadata.get().links().entrySet()) {
                sort.add(entry(link.getKey(), Kind.LINK, 0, Instant.EPOCH, LINK_MODE, Optional.of(link.getValue())));
            }
            write(sort, metadata.get(), file);
        }
        return Manifest.open(file);
    }

    private FsMetadata.Found metadata(BytePath path) throws IOException {
        AtomicReference<FsMetadata.Found> found = new AtomicReference<>(FsMetadata.Found.NOTHING);
        try {
            here.get(new ObjectKey(path), in -> found.set(FsMetadata.read(in)));
        } catch (IOException e) {
            losses.lost(path, e);
        }
        return found.get();
    }

    private void read(BytePath path, Instant modified, EntrySort sort) throws IOException {
        AtomicLong size = new AtomicLong();
        AtomicReference<String> sha256 = new AtomicReference<>("");
        try {
            here.get(new ObjectKey(path), in -> {
                MessageDigest digest = Digests.sha256();
                size.set(new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream()));
                sha256.set(HexFormat.of().formatHex(digest.digest()));
            });
        } catch (ObjectNotFoundException e) {
            losses.lost(path, new DamagedException(path + " is missing from the backup", e));
            return;
        } catch (IOException e) {
            losses.lost(path, e);
            return;
        }
        StoredEntry entry = entry(path, Kind.FILE, size.get(), modified, FILE_MODE, Optional.empty());
        sort.add(new StoredEntry(
                entry.tree(), Optional.of(sha256.get()), entry.xattrs(), Optional.empty(), entry.unstable()));
    }

    private StoredEntry entry(
            BytePath path, Kind kind, long size, Instant modified, int mode, Optional<String> linkTarget) {
        return new StoredEntry(
                new TreeEntry(path, kind, size, modified, mode, uid, gid, linkTarget, FileIdentity.UNKNOWN),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                false);
    }

    private void write(EntrySort sort, FsMetadata.Found metadata, Path file) throws IOException {
        try (Cursor<StoredEntry> entries = sort.sorted();
                ManifestWriter writer = new ManifestWriter(file)) {
            for (StoredEntry entry = entries.next(); entry != null; entry = entries.next()) {
                boolean program = metadata.programs().contains(entry.path());
                writer.entry(program && entry.tree().kind() == Kind.FILE ? asProgram(entry) : entry);
            }
            writer.finish(id, "rsync", Optional.empty());
        }
    }

    private static StoredEntry asProgram(StoredEntry entry) {
        TreeEntry tree = entry.tree();
        return entry.withTree(new TreeEntry(
                tree.path(),
                tree.kind(),
                tree.size(),
                tree.modified(),
                PROGRAM_MODE,
                tree.uid(),
                tree.gid(),
                tree.linkTarget(),
                tree.identity()));
    }
}
