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
        RestoreBackup.requireMatches(selection, request, manifest);
        requireRoom();
        Set<BytePath> needed = RestoreSink.directoriesAbove(selection, manifest);
        manifest.visit(entry -> {
            boolean meant = selection.contains(entry.path())
                    || (entry.tree().kind() == Kind.DIRECTORY && needed.contains(entry.path()));
            if (meant) {
                visit(entry);
            }
        });
        if (request.deleteOthers() && Files.isDirectory(request.target())) {
            visitOthers(manifest);
        }
    }

    /// Goes through the target and the backup side by side, since both are in path order.
    private void visitOthers(Manifest manifest) throws IOException {
        try (Manifest.Reader reader = manifest.read()) {
            SourceTree.of(request.target()).scan(new Others(reader));
        }
    }

    /// Tells what the target has and the backup has not.
    private final class Others implements EntryVisitor {
        private final Manifest.Reader backup;
        private @Nullable BytePath next;

        Others(Manifest.Reader backup) throws IOException {
            this.backup = backup;
            this.next = nextBelowTarget(backup);
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
                next = nextBelowTarget(backup);
            }
            if (next == null || !next.equals(present)) {
                preview.remove(present);
            }
        }
    }

    private @Nullable BytePath nextBelowTarget(Manifest.Reader reader) throws IOException {
        for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
            BytePath path = entry.path();
            if (request.raw()) {
                return path;
            }
            if (path.startsWith(Selection.DATA) && !path.equals(Selection.DATA)) {
                return path.below(Selection.DATA);
            }
        }
        return null;
    }

    private void requireRoom() throws IOException {
        if (request.overwrite() != Overwrite.REFUSE || !Files.isDirectory(request.target())) {
            return;
        }
        try (Stream<Path> present = Files.list(request.target())) {
            if (present.findAny().isPresent()) {
                throw RestoreBackup.notEmpty(request.target(), null);
            }
        }
    }

    private void visit(StoredEntry entry) throws IOException {
        BytePath path = entry.path();
        boolean data = path.startsWith(Selection.DATA);
        if (!request.raw() && path.equals(Selection.DATA)) {
            return;
        }
        Optional<Path> base = request.raw() || data ? Optional.of(request.target()) : request.dumpDirectory();
        BytePath below = request.raw() || !data ? path : path.below(Selection.DATA);
        if (base.isPresent() && wants(LocalNames.resolve(base.get(), below), entry.tree())) {
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
