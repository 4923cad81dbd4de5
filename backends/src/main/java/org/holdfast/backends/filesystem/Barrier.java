package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/// How a store's changes come to survive a power cut. Thread-safe.
///
/// Two ways, see [FileSystemSync] and [EachFileSync]: one system call for everything at the barrier, or one for each
/// file on the way and one for each directory at the barrier.
interface Barrier {
    /// After the last byte of a new file, before it is closed and published.
    void written(FileChannel file) throws IOException;

    /// After an entry of `directory` was made, replaced or removed.
    void changed(Path directory);

    /// Returns once everything reported before survives a power cut.
    void flush() throws IOException;

    /// The best way there is for the directory of a store.
    static Barrier of(Path root) {
        boolean real = root.getFileSystem().equals(FileSystems.getDefault());
        return real && Libc.isAvailable() ? new FileSystemSync(root) : new EachFileSync();
    }
}
