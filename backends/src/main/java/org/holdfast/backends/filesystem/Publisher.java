package org.holdfast.backends.filesystem;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// Brings files under their final names, each whole and at once. Thread-safe.
final class Publisher {
    /// Small, since most files are; sources that write more at once pass it by.
    private static final int BUFFER = 8 * 1024;

    /// What is copied between two looks at the interrupt flag.
    private static final long COPY_PIECE = 8L * 1024 * 1024;

    /// What a file system says that has no links, or none for this file: it belongs to somebody else, has as many as it
    /// can have, or lies on another file system. The bytes can be copied all the same.
    private static final Set<Errno> LINK_REFUSED =
            EnumSet.of(Errno.EPERM, Errno.EXDEV, Errno.EMLINK, Errno.ENOSYS, Errno.EOPNOTSUPP);

    private final Root root;
    private final Directories directories;
    private final Staging staging;
    private final Barrier barrier;

    Publisher(Root root, Directories directories, Staging staging, Barrier barrier) {
        this.root = root;
        this.directories = directories;
        this.staging = staging;
        this.barrier = barrier;
    }

    void put(BytePath key, ByteSource source) throws IOException {
        Path target = LocalNames.resolve(root.path(), key);
        create(key, target, channel -> {
            Callbacks.write(source, new BufferedOutputStream(new ChannelOutput(channel, target), BUFFER));
        });
    }

    /// Makes `key` a hard link to the file `source`.
    ///
    /// @return false if the file system will not link it
    boolean link(Path source, BytePath key) throws IOException {
        for (int tries = 0; tries < Directories.MAX_TRIES; tries++) {
            Path directory = directories.ensure(key.parent());
            Path target = LocalNames.resolve(directory, key.name());
            try {
                Files.createLink(target, source);
                barrier.changed(directory);
                return true;
            } catch (FileAlreadyExistsException _) {
                return linkOver(source, key);
            } catch (NoSuchFileException e) {
                requireSource(source, e);
                directories.forget(key.parent());
            } catch (IOException e) {
                return refused(target, e);
            }
        }
        throw directories.vanishing(key.parent());
    }

    /// As [#link], replacing what is there, by way of a link under another name.
    private boolean linkOver(Path source, BytePath key) throws IOException {
        for (int tries = 0; tries < Directories.MAX_TRIES; tries++) {
            Path link = staging.nextPath();
            try {
                Files.createLink(link, source);
                // Another process may take an old file's new link for debris.
                if (isPublished(link, key)) {
                    return true;
                }
            } catch (NoSuchFileException e) {
                requireSource(source, e);
                staging.restore();
            } catch (IOException e) {
                return refused(link, e);
            } finally {
                // Renaming one link over another of the same file does nothing at all.
                staging.discard(link);
            }
        }
        throw directories.vanishing(key.parent());
    }

    private void requireSource(Path source, NoSuchFileException e) throws IOException {
        root.requireSame();
        if (Directories.attributes(source) == null) {
            throw new ObjectNotFoundException("no object " + FileErrors.shown(source), e);
        }
    }

    private static boolean refused(Path target, IOException e) throws IOException {
        if (Errno.of(e).filter(LINK_REFUSED::contains).isPresent()) {
            return false;
        }
        throw FileErrors.translate("link", target, e);
    }

    /// Makes `key` a file of the same bytes as `source`; where the file system can, it shares them or copies them
    /// itself.
    void copyBytes(Path source, BytePath key) throws IOException {
        Path target = LocalNames.resolve(root.path(), key);
        create(key, target, channel -> {
            try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                transfer(in, channel);
            } catch (IOException e) {
                throw FileErrors.translate("copy", source, e);
            }
        });
    }

    private static void transfer(FileChannel in, FileChannel out) throws IOException {
        long size = in.size();
        long position = 0;
        while (position < size) {
            Interruption.check();
            long moved = in.transferTo(position, Math.min(COPY_PIECE, size - position), out);
            if (moved <= 0) {
                throw new PermanentStoreException("an object became shorter while it was copied; verify the store");
            }
            position += moved;
        }
    }

    @FunctionalInterface
    private interface Filling {
        void fill(FileChannel channel) throws IOException;
    }

    private void create(BytePath key, Path target, Filling filling) throws IOException {
        Staging.Staged file = staging.create();
        try {
            try (FileChannel channel = file.channel()) {
                filling.fill(channel);
                finish(channel, target);
            }
            Interruption.check();
            if (!isPublished(file.path(), key)) {
                throw new PermanentStoreException("could not write " + FileErrors.shown(target)
                        + ": its unfinished file was removed; see who else works in " + Staging.NAME);
            }
        } catch (Throwable thrown) {
            staging.discard(file.path());
            throw thrown;
        }
    }

    /// Closes here, since a full quota or server may only now be told.
    private void finish(FileChannel channel, Path target) throws IOException {
        try {
            barrier.written(channel);
            channel.close();
        } catch (IOException e) {
            throw FileErrors.translate("write", target, e);
        }
    }

    /// @return false if there is no `file`
    private boolean isPublished(Path file, BytePath key) throws IOException {
        for (int tries = 0; tries < Directories.MAX_TRIES; tries++) {
            Path directory = directories.ensure(key.parent());
            Path target = LocalNames.resolve(directory, key.name());
            try {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                barrier.changed(directory);
                return true;
            } catch (NoSuchFileException _) {
                root.requireSame();
                if (Directories.attributes(file) == null) {
                    return false;
                }
                // Somebody removed the empty directory between our making and using it.
                directories.forget(key.parent());
            } catch (IOException e) {
                clear(key, target, e);
            }
        }
        throw directories.vanishing(key.parent());
    }

    /// Empty directories in the place of an object are left by killed runs and give way.
    void clear(BytePath key, Path target, IOException failure) throws IOException {
        if (!Directories.isDirectory(target)) {
            throw FileErrors.translate("write", target, failure);
        }
        if (!directories.removeIfNothingBut(key)) {
            throw new PermanentStoreException(
                    "is a directory: " + FileErrors.shown(target)
                            + "; a file store cannot hold an object and others below it",
                    failure);
        }
    }
}
