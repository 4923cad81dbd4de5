package org.holdfast.format.tar;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// One member of an archive, as its headers tell.
///
/// @param path without a leading `./` and a trailing `/`; [BytePath#ROOT] for the top directory
/// @param size bytes of content that follow, 0 for anything but a [Type#FILE]
/// @param mode permission bits with setuid, setgid and sticky, at most 07777
/// @param uid as unsigned 32-bit number, like `gid`
/// @param linkTarget of a [Type#LINK], as lossless text ([org.holdfast.names.ByteText])
/// @param hardlinkTo of a [Type#HARDLINK]; whether that path was a member of the archive is for the caller to check
/// @param xattrs extended attributes by full name (lossless text), values in base64
public record TarMember(
        Type type,
        BytePath path,
        long size,
        Instant modified,
        int mode,
        int uid,
        int gid,
        Optional<String> linkTarget,
        Optional<BytePath> hardlinkTo,
        Map<String, String> xattrs) {
    public enum Type {
        FILE,
        DIRECTORY,
        LINK,
        HARDLINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO
    }

    public TarMember {
        xattrs = Map.copyOf(xattrs);
    }

    /// The member as an entry of a tree: a hard link is a file of size 0 with `hardlinkTo`; no identity, no SHA-256.
    /// Empty for devices and FIFOs, which no tree holds.
    public Optional<StoredEntry> stored() {
        return kind().map(kind -> new StoredEntry(
                new TreeEntry(path, kind, size, modified, mode, uid, gid, linkTarget, FileIdentity.UNKNOWN),
                Optional.empty(),
                xattrs,
                hardlinkTo,
                false));
    }

    private Optional<Kind> kind() {
        return switch (type) {
            case FILE, HARDLINK -> Optional.of(Kind.FILE);
            case DIRECTORY -> Optional.of(Kind.DIRECTORY);
            case LINK -> Optional.of(Kind.LINK);
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> Optional.empty();
        };
    }
}
