package org.holdfast.sync;

import java.time.Instant;

/// What tells a replaced or retouched file from the same one although size and modification time agree.
///
/// @param links the number of hard links to the file
/// @param changed the inode's change time (ctime), to the nanosecond
public record FileIdentity(long device, long inode, int links, Instant changed) {
    /// Of an entry read from a manifest or a file system without such numbers; equal to nothing on disk.
    public static final FileIdentity UNKNOWN = new FileIdentity(0, 0, 1, Instant.EPOCH);
}
