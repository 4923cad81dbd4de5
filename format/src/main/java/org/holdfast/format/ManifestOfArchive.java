package org.holdfast.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.gzip.StrictGzipInputStream;
import org.holdfast.format.tar.TarFormatException;
import org.holdfast.format.tar.TarMember;
import org.holdfast.format.tar.TarReader;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.EntrySort;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Makes the manifest of an archive that has none, by reading it to its end: what it holds now, not what it must hold.
/// In flat memory but for hard links. For one thread.
public final class ManifestOfArchive {
    private static final String FORMAT = "tgz";

    /// setuid and setgid; on a directory the latter only says whose new files are.
    private static final int SET_IDS = 06000;

    private final ObjectStore here;
    private final ObjectKey archive;
    private final String id;
    private final Path scratch;
    private final Losses losses;
    private final Progress progress;
    private final Set<BytePath> lowered = new HashSet<>();

    /// @param here where the archive lies
    /// @param id of the backup
    /// @param scratch a private directory, which must outlive the manifest
    /// @param losses hears of what cannot be read
    /// @param progress hears of files that lost rights
    public ManifestOfArchive(
            ObjectStore here, ObjectKey archive, String id, Path scratch, Losses losses, Progress progress) {
        this.here = here;
        this.archive = archive;
        this.id = id;
        this.scratch = scratch;
        this.losses = losses;
        this.progress = progress;
    }

    /// Reads the archive. Files get no setuid and no setgid bit: nobody vouches for who set it, and a restore by root
    /// would give away root's rights. A manifest of ours does vouch, and keeps them.
    ///
    /// @throws DamagedException if there is no such archive, or it is damaged and that is not acceptable
    public Manifest make() throws IOException {
        Path read = scratch.resolve("members.jsonl.gz");
        Path archived = scratch.resolve("members-linked.jsonl.gz");
        Path sorted = scratch.resolve("members-sorted.jsonl.gz");
        Set<BytePath> firsts = new HashSet<>();
        try (ManifestWriter writer = new ManifestWriter(read)) {
            here.get(archive, in -> {
                writer.restart();
                firsts.clear();
                lowered.clear();
                members(in, writer, firsts);
            });
            writer.finish(id, FORMAT, Optional.empty());
        } catch (ObjectNotFoundException e) {
            throw new DamagedException("the archive " + archive + " is missing", e);
        }
        if (!lowered.isEmpty()) {
            progress.on(new Event.Noticed("setuid and setgid are left out, since no manifest vouches for them: "
                    + lowered.size() + (lowered.size() == 1 ? " file, " : " files, such as ")
                    + lowered.iterator().next()));
        }
        try (EntrySort sort = new EntrySort(scratch)) {
            link(read, archived, sort, firsts);
            write(sort, sorted);
        }
        return Manifest.open(sorted).withArchiveOrder(archived);
    }

    private void members(InputStream in, ManifestWriter writer, Set<BytePath> firsts) throws IOException {
        try (StrictGzipInputStream gunzip = new StrictGzipInputStream(in)) {
            TarReader tar = new TarReader(gunzip);
            for (Optional<TarMember> member = tar.next(); member.isPresent(); member = tar.next()) {
                Optional<StoredEntry> entry = member.get().stored().map(this::lower);
                if (entry.isEmpty() || entry.get().path().isRoot()) {
                    continue;
                }
                member.get().hardlinkTo().ifPresent(firsts::add);
                writer.entry(
                        member.get().type() == TarMember.Type.FILE
                                ? digested(entry.get(), tar.content())
                                : entry.get());
            }
            tar.drain();
        } catch (TarFormatException | ZipException | EOFException e) {
            losses.brokenOff(new DamagedException("the archive " + archive + " is damaged: " + e.getMessage(), e));
        } catch (IOException e) {
            losses.brokenOff(e);
        }
    }

    private StoredEntry lower(StoredEntry entry) {
        TreeEntry tree = entry.tree();
        if (tree.kind() != Kind.FILE || (tree.mode() & SET_IDS) == 0) {
            return entry;
        }
        lowered.add(tree.path());
        return entry.withTree(tree.withMode(tree.mode() & ~SET_IDS));
    }

    private static StoredEntry digested(StoredEntry entry, InputStream content) throws IOException {
        MessageDigest digest = Digests.sha256();
        new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
        return new StoredEntry(
                entry.tree(),
                Optional.of(HexFormat.of().formatHex(digest.digest())),
                entry.xattrs(),
                Optional.empty(),
                false);
    }

    /// A hard link in an archive is a name and nothing else; in a manifest it says what the file is.
    private void link(Path from, Path to, EntrySort sort, Set<BytePath> firsts) throws IOException {
        Map<BytePath, StoredEntry> seen = new HashMap<>();
        try (Manifest.Reader entries = Manifest.unordered(from);
                ManifestWriter writer = new ManifestWriter(to)) {
            for (StoredEntry entry = entries.next(); entry != null; entry = entries.next()) {
                StoredEntry whole = entry;
                if (entry.hardlinkTo().isPresent()) {
                    StoredEntry first = seen.get(entry.hardlinkTo().get());
                    if (first == null) {
                        throw new DamagedException(entry.path() + " is a hard link to "
                                + entry.hardlinkTo().get() + ", which is not before it");
                    }
                    whole = first.withTree(first.tree().withPath(entry.path())).withHardlinkTo(entry.hardlinkTo());
                } else if (firsts.contains(entry.path())) {
                    seen.put(entry.path(), entry);
                }
                writer.entry(whole);
                sort.add(whole);
            }
            writer.finish(id, FORMAT, Optional.empty());
        }
    }

    private void write(EntrySort sort, Path file) throws IOException {
        try (Cursor<StoredEntry> entries = sort.sorted();
                ManifestWriter writer = new ManifestWriter(file)) {
            for (StoredEntry entry = entries.next(); entry != null; entry = entries.next()) {
                writer.entry(entry);
            }
            writer.finish(id, FORMAT, Optional.empty());
        }
    }
}
