package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeList;
import org.jspecify.annotations.Nullable;

/// The manifest of a copy. For one thread.
final class CopiedManifest {
    private final StoredTree from;
    private final StoredTree to;
    private final Path scratch;
    private Optional<GeneratedFile> metadata = Optional.empty();

    CopiedManifest(StoredTree from, StoredTree to, Path scratch) {
        this.from = from;
        this.to = to;
        this.scratch = scratch;
    }

    /// The file that the copy has and its original has not, if there is one; known once the manifest was written.
    Optional<GeneratedFile> metadata() {
        return metadata;
    }

    Manifest write(Manifest manifest, String id, String format, String record, Path file) throws IOException {
        boolean added = from instanceof StoredTree.Archive && to instanceof StoredTree.Objects;
        boolean dropped = from instanceof StoredTree.Objects && to instanceof StoredTree.Archive;
        metadata = added ? Optional.of(describe(manifest)) : Optional.empty();
        try (ManifestWriter writer = new ManifestWriter(file)) {
            Copying copying = new Copying(manifest, writer, dropped);
            manifest.visit(copying);
            copying.complete();
            writer.finish(id, format, Optional.of(record));
        }
        return Manifest.open(file);
    }

    private GeneratedFile describe(Manifest manifest) throws IOException {
        try (TreeList.Writer writer = TreeList.write(scratch.resolve("copied-tree"))) {
            manifest.visit(entry -> {
                if (entry.path().equals(FsMetadata.NAME)) {
                    throw new IOException("the backup has a file " + FsMetadata.NAME
                            + " of its own, whose name the rsync format needs; copy it as tgz");
                }
                writer.add(entry.tree());
            });
            return FsMetadata.write(writer.finish(), scratch.resolve("copied-" + FsMetadata.NAME));
        }
    }

    /// One pass over the original's.
    private final class Copying implements Manifest.Visitor {
        private final Manifest manifest;
        private final ManifestWriter writer;
        private final boolean dropped;
        private final Map<BytePath, StoredEntry> firsts = new HashMap<>();
        private final List<NameLimitException.Offender> offenders = new ArrayList<>();
        private long tooLong;
        private @Nullable StoredEntry pending;

        Copying(Manifest manifest, ManifestWriter writer, boolean dropped) {
            this.manifest = manifest;
            this.writer = writer;
            this.dropped = dropped;
            this.pending = metadata.map(CopiedManifest::stored).orElse(null);
        }

        @Override
        public void entry(StoredEntry entry) throws IOException {
            if (dropped && entry.path().equals(FsMetadata.NAME)) {
                return;
            }
            checkLink(entry);
            if (pending != null && pending.path().compareTo(entry.path()) < 0) {
                writer.entry(pending);
                pending = null;
            }
            checkName(entry);
            writer.entry(entry);
        }

        @Override
        public void skipped(Skip skip) throws IOException {
            writer.skipped(skip);
        }

        /// A manifest that was not written by a program of ours could say anything.
        private void checkLink(StoredEntry entry) throws DamagedException {
            if (entry.hardlinkTo().isEmpty()) {
                if (entry.tree().kind() == Kind.FILE
                        && manifest.hardlinkFirsts().contains(entry.path())) {
                    firsts.put(entry.path(), entry);
                }
                return;
            }
            BytePath to = entry.hardlinkTo().get();
            StoredEntry first = firsts.get(to);
            if (first == null
                    || first.tree().size() != entry.tree().size()
                    || !first.sha256().equals(entry.sha256())) {
                throw new DamagedException(
                        entry.path() + " is a hard link to " + to + ", but that is not the same file before it");
            }
        }

        private void checkName(StoredEntry entry) {
            int excess =
                    to instanceof StoredTree.Objects(var there) && entry.tree().kind() == Kind.FILE
                            ? there.capabilities().excess(new ObjectKey(entry.path()))
                            : 0;
            if (excess <= 0) {
                return;
            }
            tooLong++;
            if (offenders.size() < NameLimitException.MOST_LISTED) {
                offenders.add(new NameLimitException.Offender(entry.path(), excess));
            }
        }

        void complete() throws IOException {
            if (tooLong > 0) {
                throw new NameLimitException(offenders, tooLong);
            }
            if (pending != null) {
                writer.entry(pending);
            }
        }
    }

    private static StoredEntry stored(GeneratedFile metadata) {
        return new StoredEntry(metadata.entry(), Optional.of(metadata.sha256()), Map.of(), Optional.empty(), false);
    }
}
