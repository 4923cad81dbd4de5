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
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.sync.TreeEntry;

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
