package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.holdfast.backends.Interruption;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// Makes files that must not be there yet. Thread-safe, also against other processes and other machines: link(2) and
/// O_EXCL let only one of them win.
final class FirstFile {
    private final Root root;
    private final Directories directories;
    private final Staging staging;
    private final Barrier barrier;
    private final Publisher publisher;

    FirstFile(Root root, Directories directories, Staging staging, Barrier barrier, Publisher publisher) {
        this.root = root;
        this.directories = directories;
        this.staging = staging;
        this.barrier = barrier;
        this.publisher = publisher;
    }

    /// Writes a file of its own and links it.
    ///
    /// @return false if there is a file
    boolean link(BytePath key, byte[] content) throws IOException {
        Staging.Staged file = staging.create();
        try {
            write(file.channel(), content, LocalNames.resolve(root.path(), key));
            return isMade(key, target -> Files.createLink(target, file.path()));
        } finally {
            staging.discard(file.path());
        }
    }

    /// Makes the file and fills it then.
    ///
    /// @return false if there is a file
    boolean fill(BytePath key, byte[] content) throws IOException {
        return isMade(key, target -> {
            FileChannel channel = FileChannel.open(
                    target,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    Modes.file(target));
            try {
                write(channel, content, target);
            } catch (Throwable e) {
                staging.discard(target);
                throw e;
            }
        });
    }

    private void write(FileChannel file, byte[] content, Path target) throws IOException {
        try (FileChannel channel = file) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            barrier.written(channel);
        } catch (IOException e) {
            throw FileErrors.translate("write", target, e);
        }
    }

    @FunctionalInterface
    private interface Making {
        /// @throws FileAlreadyExistsException if something is at `target`
        void make(Path target) throws IOException;
    }

    private boolean isMade(BytePath key, Making making) throws IOException {
        for (int tries = 0; tries < Directories.MAX_TRIES; tries++) {
            Interruption.check();
            Path directory = directories.ensure(key.parent());
            Path target = LocalNames.resolve(directory, key.name());
            try {
                making.make(target);
                barrier.changed(directory);
                return true;
            } catch (FileAlreadyExistsException e) {
                if (!Directories.isDirectory(target)) {
                    return false;
                }
                publisher.clear(key, target, e);
            } catch (NoSuchFileException _) {
                // Somebody removed the empty directory between our making and using it.
                root.requireSame();
                directories.forget(key.parent());
            } catch (IOException e) {
                throw FileErrors.translate("write", target, e);
            }
        }
        throw directories.vanishing(key.parent());
    }
}
