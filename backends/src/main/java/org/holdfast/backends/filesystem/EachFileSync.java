package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.backends.Interruption;

/// An fsync(2) of each file before it is published, and of each changed directory at the barrier: what works everywhere
/// and is slow with many small files, see [FileSystemSync].
final class EachFileSync implements Barrier {
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();

    @Override
    public void written(FileChannel file) throws IOException {
        file.force(true);
    }

    @Override
    public void changed(Path directory) {
        changed.add(directory);
    }

    @Override
    public void flush() throws IOException {
        for (Path directory : List.copyOf(changed)) {
            Interruption.check();
            // Before the sync, so that a change that comes during it is not forgotten.
            changed.remove(directory);
            try {
                sync(directory);
            } catch (IOException e) {
                changed.add(directory);
                throw FileErrors.translate("flush", directory, e);
            }
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException _) {
            // Removed since; that is a change of its parent, which was reported as well.
        }
    }
}
