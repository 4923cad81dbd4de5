package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.holdfast.backends.Interruption;
import org.holdfast.names.LocalNames;

/// Nothing on the way, and one syncfs(2) at the barrier.
///
/// It writes everything that is dirty on the whole file system, also what others wrote, and yet is by far cheaper than
/// a sync of each file: the journal is committed once, not once a file. Measured with 50 000 small files on ext4: 0.4 s
/// against 18 to 26 s. Since Linux 5.8 it reports write errors that happened before it, too.
///
/// A network file system promises with it what its server keeps; most FUSE file systems only that the data left the
/// kernel.
final class FileSystemSync implements Barrier {
    private final Path root;

    FileSystemSync(Path root) {
        this.root = root;
    }

    @Override
    public void written(FileChannel file) {}

    @Override
    public void changed(Path directory) {}

    /// On a thread of its own, since the system call cannot be interrupted and may take minutes: an interrupted caller
    /// leaves, and the disk finishes in its own time.
    @Override
    public void flush() throws IOException {
        FutureTask<Void> sync = new FutureTask<>(() -> {
            Libc.load().orElseThrow().syncFileSystem(LocalNames.bytesOf(root));
            return null;
        });
        Thread.ofPlatform().daemon().name("holdfast-syncfs").start(sync);
        try {
            sync.get();
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw FileErrors.translate("flush", root, failure);
            }
            throw new IllegalStateException("could not flush " + FileErrors.shown(root), e.getCause());
        }
    }
}
