package org.holdfast.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.format.tar.ContentReadException;
import org.holdfast.format.tar.TarFormatException;
import org.holdfast.format.tar.TarWriter;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// Packs a frozen tree into an archive, whatever the files do meanwhile: the archive stays valid, and the manifest says
/// what is in it.
final class TarPacker {
    /// Files up to this size are read before their header is written, so that the header can tell the truth.
    private static final int READ_AHEAD = 1 << 20;

    private final TarWriter tar;
    private final SourceReader reader;
    private final ManifestWriter manifest;
    private final Tally tally;
    private final HardlinkFirsts firsts = new HardlinkFirsts();

    TarPacker(OutputStream out, SourceReader reader, ManifestWriter manifest, Tally tally) {
        this.tar = new TarWriter(out);
        this.reader = reader;
        this.manifest = manifest;
        this.tally = tally;
    }

    void pack(TreeList tree) throws IOException {
        try (Cursor<TreeEntry> entries = tree.entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (entry.kind() == Kind.FILE) {
                    file(entry);
                } else {
                    bare(new StoredEntry(entry, Optional.empty(), reader.xattrs(entry), Optional.empty(), false));
                }
            }
        }
        tar.finish();
    }

    /// @return false if the archive cannot hold it
    private boolean bare(StoredEntry entry) throws IOException {
        try {
            tar.add(entry);
        } catch (TarFormatException e) {
            tally.skipped(unfit(entry.path(), e));
            return false;
        }
        manifest.entry(entry);
        return true;
    }

    /// Nothing of it was written: an archive cannot hold such an entry.
    private static Skip unfit(BytePath path, TarFormatException e) {
        return new Skip(path, Skip.Reason.UNREADABLE, String.valueOf(e.getMessage()));
    }

    private void file(TreeEntry entry) throws IOException {
        try {
            Optional<StoredEntry> first = firsts.firstOf(entry);
            if (first.isPresent()) {
                hardlink(entry, first.get());
                return;
            }
            if (!file(entry, false)) {
                file(entry, true);
            }
        } catch (SourceReadException e) {
            tally.skipped(e.skip());
        } catch (TarFormatException e) {
            tally.skipped(unfit(entry.path(), e));
        }
    }

    /// A file that changes while it is read, or cannot be, is to be looked for and read once more: another may have its
    /// name.
    ///
    /// @param last whether to make do with what this reading gives
    /// @return false if there is to be another one; nothing is in the archive then
    private boolean file(TreeEntry entry, boolean last) throws IOException {
        try (SourceReader.Held file = reader.hold(entry)) {
            TreeEntry found = file.found();
            return found.size() > READ_AHEAD ? stream(file, found) : readAhead(file, found, last);
        } catch (SourceReadException e) {
            if (last) {
                throw e;
            }
            return false;
        }
    }

    private void hardlink(TreeEntry entry, StoredEntry first) throws IOException {
        // With the metadata of the name that was packed: it is one file, and may have changed since the scan.
        StoredEntry link = new StoredEntry(
                first.tree().withPath(entry.path()),
                first.sha256(),
                first.xattrs(),
                Optional.of(first.path()),
                first.unstable());
        if (bare(link)) {
            tally.kept(link.tree().size());
        }
    }

    private boolean readAhead(SourceReader.Held file, TreeEntry entry, boolean last) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(entry.size(), READ_AHEAD));
        SourceReader.Content content = file.copy(entry, bytes, READ_AHEAD);
        boolean stable = content.size() == entry.size() && file.isStill(entry);
        if (!stable && !last) {
            return false;
        }
        StoredEntry stored = stored(file, entry, content, !stable);
        tar.add(stored, new ByteArrayInputStream(bytes.toByteArray()));
        done(stored);
        return true;
    }

    private boolean stream(SourceReader.Held file, TreeEntry entry) throws IOException {
        try (InputStream in = file.open(entry)) {
            StoredEntry header = new StoredEntry(entry, Optional.empty(), file.xattrs(), Optional.empty(), false);
            MessageDigest digest = Digests.sha256();
            long taken = tar.add(header, new DigestInputStream(reader.watched(in), digest));
            digestZeros(digest, entry.size() - taken);
            SourceReader.Content content =
                    new SourceReader.Content(HexFormat.of().formatHex(digest.digest()), entry.size());
            boolean stable = taken == entry.size() && file.isStill(entry);
            done(stored(file, entry, content, !stable));
        } catch (ContentReadException e) {
            // The member is in the archive, filled up with zeros, and not in the manifest: no restore delivers it.
            IOException cause = e.getCause() instanceof IOException read ? read : e;
            tally.skipped(SourceReader.unreadable(entry, cause).skip());
        }
        return true;
    }

    private static void digestZeros(MessageDigest digest, long count) {
        byte[] zeros = new byte[1 << 13];
        for (long left = count; left > 0; left -= zeros.length) {
            digest.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    private static StoredEntry stored(
            SourceReader.Held file, TreeEntry entry, SourceReader.Content content, boolean unstable)
            throws IOException {
        return new StoredEntry(
                entry.withSize(content.size()),
                Optional.of(content.sha256()),
                file.xattrs(),
                Optional.empty(),
                unstable);
    }

    private void done(StoredEntry entry) throws IOException {
        firsts.stored(entry);
        manifest.entry(entry);
        tally.kept(entry.tree().size());
        if (entry.unstable()) {
            tally.unstable(entry.path());
        }
        tally.uploaded(entry.path(), entry.tree().size());
    }
}
