package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/// Whatever had a name when it was looked for. For one thread at a time.
///
/// Where the system can do that, it stays the same one, whatever becomes of the name: what is asked of it, and what is
/// read, is of one file. Failures are those of [Folder].
interface HeldFile extends Closeable {
    /// What it was when it was found.
    Inode found();

    /// What it is now.
    ///
    /// @throws NoSuchFileException if it is known to be gone; what is gone and still held may answer all the same
    Inode stat() throws IOException;

    /// Lossless text, see [org.holdfast.names.ByteText].
    String linkTarget() throws IOException;

    /// Opens the content, which may be read when this is closed; never waits for a FIFO or wakes a device.
    ///
    /// @throws NoSuchFileException if it is no regular file
    InputStream read() throws IOException;

    /// Extended attributes by full name; none where the file system has none.
    Map<String, byte[]> xattrs() throws IOException;
}
