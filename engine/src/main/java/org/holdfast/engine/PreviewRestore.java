package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.engine.Destinations.Destination;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.EntryVisitor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;

/// What a restore would do, found out without touching the target.
final class PreviewRestore {
    private final RestoreRequest request;
    private final RestorePreview preview;

    PreviewRestore(RestoreRequest request, RestorePreview preview) {
        this.request = request;
        this.preview = preview;
    }

    void run(Manifest manifest) throws IOException {
        Selection selection = Selection.of(request.patterns());
        Selected selected = Selected.of(selection, request, manifest);
        selected.notices().forEach(preview::noticed);
        for (Destination to : selected.destinations().all()) {
            requireRoom(to.directory());
        }
        Set<BytePath> needed = RestoreSink.directoriesAbove(selection, manifest);
        manifest.visit(entry -> {
            boolean meant = selection.contains(entry.path())
                    || (entry.tree().kind() == Kind.DIRECTORY && needed.contains(entry.path()));
            Optional<Destination> to = selected.destinations().of(entry.path());
            if (meant && to.isPresent()) {
                visit(entry, to.get());
            }
        });
        for (Destination to : selected.destinations().all()) {
            if (to.app() && request.deleteOthers() && Files.isDirectory(to.directory())) {
                visitOthers(manifest, to);
            }
        }
    }

    /// Goes through a destination and the backup side by side, since both are in path order.
    private void visitOthers(Manifest manifest, Destination to) throws IOException {
        try (Manifest.Reader reader = manifest.read()) {
            SourceTree.of(to.directory()).scan(new Others(reader, to));
        }
    }

    /// Tells what a destination has and the backup has not.
    private final class Others implements EntryVisitor {
        private final Manifest.Reader backup;
        private final Destination to;
        private @Nullable BytePath next;

        Others(Manifest.Reader backup, Destination to) throws IOException {
            this.backup = backup;
            this.to = to;
            this.next = nextBelow(backup, to);
        }

        @Override
        public void entry(TreeEntry entry) throws IOException {
            compare(entry.path());
        }

        @Override
        public void skipped(Skip skip) throws IOException {
            compare(skip.path());
        }

        private void compare(BytePath present) throws IOException {
            while (next != null && next.compareTo(present) < 0) {
                next = nextBelow(backup, to);
            }
            if (next == null || !next.equals(present)) {
                preview.remove(present);
            }
        }
    }

    private static @Nullable BytePath nextBelow(Manifest.Reader reader, Destination to) throws IOException {
        for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
            BytePath path = entry.path();
            if (path.startsWith(to.top()) && !path.equals(to.top())) {
                return to.inside(path);
            }
        }
        return null;
    }

    private void requireRoom(Path directory) throws IOException {
        if (request.overwrite() != Overwrite.REFUSE || !Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> present = Files.list(directory)) {
            if (present.findAny().isPresent()) {
                throw RestoreBackup.notEmpty(directory, null);
            }
        }
    }

    private void visit(StoredEntry entry, Destination to) throws IOException {
        if (entry.path().equals(to.top())) {
            return;
        }
        BytePath below = to.inside(entry.path());
        if (wants(LocalNames.resolve(to.directory(), below), entry.tree())) {
            preview.restore(below, entry.tree().size());
        }
    }

    private boolean wants(Path there, TreeEntry entry) throws IOException {
        try {
            BasicFileAttributes present =
                    Files.readAttributes(there, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (entry.kind() == Kind.DIRECTORY && present.isDirectory()) {
                return false;
            }
            return switch (request.overwrite()) {
                case REFUSE, NEVER -> false;
                case ALWAYS -> true;
                case IF_CHANGED ->
                    entry.kind() != Kind.FILE
                            || !present.isRegularFile()
                            || present.size() != entry.size()
                            || !present.lastModifiedTime().toInstant().equals(entry.modified());
            };
        } catch (NoSuchFileException _) {
            return true;
        }
    }
}
