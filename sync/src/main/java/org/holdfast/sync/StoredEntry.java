package org.holdfast.sync;

import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// An entry together with what was learned when its content was stored.
///
/// @param tree the entry as it was before its content was read; its size is that of the stored content
/// @param sha256 of the plain content, 64 lower-case hexadecimal digits; only for files, absent where no
///     manifest tells
/// @param xattrs extended attributes by full name (`user.mime_type`), values in base64
/// @param hardlinkTo an earlier path of the tree that is the same file, if there is one
/// @param unstable whether the file changed while it was read, so that its content may be of no single moment
/// @param tag what the store calls the stored bytes, where it does and this is known: local knowledge of one
///     object, no part of a backup
public record StoredEntry(
        TreeEntry tree,
        Optional<String> sha256,
        Map<String, String> xattrs,
        Optional<BytePath> hardlinkTo,
        boolean unstable,
        Optional<String> tag) {
    public StoredEntry {
        xattrs = Map.copyOf(xattrs);
    }

    /// One of which nobody knows what its store calls it.
    public StoredEntry(
            TreeEntry tree,
            Optional<String> sha256,
            Map<String, String> xattrs,
            Optional<BytePath> hardlinkTo,
            boolean unstable) {
        this(tree, sha256, xattrs, hardlinkTo, unstable, Optional.empty());
    }

    public BytePath path() {
        return tree.path();
    }

    public StoredEntry withTree(TreeEntry other) {
        return new StoredEntry(other, sha256, xattrs, hardlinkTo, unstable, tag);
    }

    public StoredEntry withHardlinkTo(Optional<BytePath> other) {
        return new StoredEntry(tree, sha256, xattrs, other, unstable, tag);
    }

    public StoredEntry withTag(Optional<String> other) {
        return new StoredEntry(tree, sha256, xattrs, hardlinkTo, unstable, other);
    }
}
