package org.holdfast.format;

import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// How much of a backup something is.
///
/// @param files regular files, hard links counted each, and their `bytes`
/// @param content bytes of files, each counted once however many names it has
public record Amount(long entries, long files, long bytes, long content) {
    static final Amount NONE = new Amount(0, 0, 0, 0);

    /// What one entry is.
    public static Amount of(StoredEntry entry) {
        if (entry.tree().kind() != Kind.FILE) {
            return new Amount(1, 0, 0, 0);
        }
        long size = entry.tree().size();
        return new Amount(1, 1, size, entry.hardlinkTo().isPresent() ? 0 : size);
    }

    /// Both together.
    ///
    /// @throws ArithmeticException if that is more than anything can be
    public Amount plus(Amount other) {
        return new Amount(
                entries + other.entries,
                files + other.files,
                Math.addExact(bytes, other.bytes),
                content + other.content);
    }
}
