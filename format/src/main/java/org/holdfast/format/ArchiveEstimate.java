package org.holdfast.format;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.holdfast.format.gzip.ParallelGzipOutputStream;
import org.holdfast.format.tar.TarWriter;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.HardLinks;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// How large the archive of a tree becomes at worst: if nothing of it can be compressed. Files that grow
/// meanwhile and extended attributes come on top.
record ArchiveEstimate(TreeList tree) {
    long bytes() throws IOException {
        HardLinks hardLinks = new HardLinks();
        long bytes = TarWriter.LARGEST_END_BYTES;
        try (Cursor<TreeEntry> entries = tree.entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                Optional<BytePath> first = hardLinks.earlier(entry, Optional.empty());
                bytes += TarWriter.memberBytes(new StoredEntry(entry, Optional.empty(), Map.of(), first, false));
            }
        }
        return ParallelGzipOutputStream.largestSize(bytes);
    }
}
