package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// Walks a store's directories: one open at a time, entries as the system gives them, so memory grows only with the
/// directories still to be visited. Regular files are objects; nothing else is, links are not followed.
final class FileListing {
    private static final BytePath STAGING = BytePath.parse(Staging.NAME);

    /// Made by the file system at its top and readable by root alone.
    private static final String LOST_AND_FOUND = "lost+found";

    private final Path root;

    FileListing(Path root) {
        this.root = root;
    }

    /// @param prefix an existing directory
    void visit(BytePath prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        switch (depth) {
            case ALL -> visitAll(prefix, visitor);
            case CHILDREN -> visitChildren(prefix, visitor);
        }
    }

    private void visitAll(BytePath prefix, ObjectVisitor visitor) throws IOException {
        Deque<BytePath> pending = new ArrayDeque<>();
        pending.push(prefix);
        while (!pending.isEmpty()) {
            eachEntry(pending.pop(), (entry, attributes) -> {
                if (attributes.isDirectory()) {
                    pending.push(entry);
                } else if (attributes.isRegularFile()) {
                    visitor.object(info(entry, attributes));
                }
                return true;
            });
        }
    }

    private void visitChildren(BytePath prefix, ObjectVisitor visitor) throws IOException {
        eachEntry(prefix, (entry, attributes) -> {
            if (attributes.isRegularFile()) {
                visitor.object(info(entry, attributes));
            } else if (attributes.isDirectory() && holdsObject(entry)) {
                visitor.prefix(new ObjectKey(entry));
            }
            return true;
        });
    }

    /// Empty directories, which a killed run may leave, are no prefixes.
    private boolean holdsObject(BytePath directory) throws IOException {
        Deque<BytePath> pending = new ArrayDeque<>();
        pending.push(directory);
        while (!pending.isEmpty()) {
            boolean found = !eachEntry(pending.pop(), (entry, attributes) -> {
                if (attributes.isDirectory()) {
                    pending.push(entry);
                }
                return !attributes.isRegularFile();
            });
            if (found) {
                return true;
            }
        }
        return false;
    }

    /// The directories without a file among those at the top and right below, of two within each other the outer one.
    /// Deeper ones go with what they are in, and looking for them would mean to visit all there is.
    void visitEmpty(UnfinishedVisitor visitor) throws IOException {
        LinkCounts links = LinkCounts.below(root);
        eachEntry(BytePath.ROOT, (entry, attributes) -> {
            if (attributes.isDirectory()
                    && !isReportedEmpty(entry, attributes, visitor)
                    && !links.isLeaf(LocalNames.resolve(root, entry))) {
                eachEntry(entry, (inner, there) -> {
                    if (there.isDirectory()) {
                        isReportedEmpty(inner, there, visitor);
                    }
                    return true;
                });
            }
            return true;
        });
    }

    private boolean isReportedEmpty(BytePath directory, BasicFileAttributes attributes, UnfinishedVisitor visitor)
            throws IOException {
        if (holdsObject(directory)) {
            return false;
        }
        visitor.unfinished(new Unfinished(
                new ObjectKey(directory), "", attributes.lastModifiedTime().toInstant()));
        return true;
    }

    static ObjectInfo info(BytePath path, BasicFileAttributes attributes) {
        return new ObjectInfo(
                new ObjectKey(path),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                Optional.empty());
    }

    @FunctionalInterface
    private interface EntryVisitor {
        /// @return whether to go on
        boolean visit(BytePath entry, BasicFileAttributes attributes) throws IOException;
    }

    /// @return whether all entries were visited
    private boolean eachEntry(BytePath directory, EntryVisitor visitor) throws IOException {
        Path path = LocalNames.resolve(root, directory);
        try (DirectoryStream<Path> entries = open(path)) {
            Iterator<Path> iterator = entries.iterator();
            while (hasNext(iterator, path)) {
                Interruption.check();
                Path file = iterator.next();
                BytePath entry = directory.resolve(BytePath.of(LocalNames.nameOf(file)));
                BasicFileAttributes attributes = Directories.attributes(file);
                if (attributes == null || entry.equals(STAGING)) {
                    continue;
                }
                if (!visitor.visit(entry, attributes)) {
                    return false;
                }
            }
            return true;
        }
    }

    // Its only caller closes it.
    @SuppressWarnings("StreamResourceLeak")
    private DirectoryStream<Path> open(Path path) throws IOException {
        try {
            return Files.newDirectoryStream(path);
        } catch (NoSuchFileException e) {
            if (path.equals(root)) {
                throw FileErrors.translate("list", path, e);
            }
            return new NoEntries();
        } catch (AccessDeniedException e) {
            if (path.equals(root.resolve(LOST_AND_FOUND))) {
                return new NoEntries();
            }
            throw FileErrors.translate("list", path, e);
        } catch (IOException e) {
            throw FileErrors.translate("list", path, e);
        }
    }

    private static boolean hasNext(Iterator<Path> entries, Path directory) throws IOException {
        try {
            return entries.hasNext();
        } catch (DirectoryIteratorException e) {
            throw FileErrors.translate("list", directory, Objects.requireNonNull(e.getCause()));
        }
    }

    /// Of a directory that was removed meanwhile, or is none of ours.
    private static final class NoEntries implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public void close() {}
    }
}
