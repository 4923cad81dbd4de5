package org.holdfast.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.sync.StoredEntry;

/// Writes files of the source again as they were uploaded, for stores that can only copy by sending once more.
/// Thread-safe.
public final class Originals {
    private final SourceReader reader;

    Originals(SourceReader reader) {
        this.reader = reader;
    }

    /// The content of a file of a manifest; empty where nothing could prove it. Writing it throws, when all is
    /// written, if that was not what the manifest says, since the file changed meanwhile.
    public Optional<ByteSource> of(StoredEntry entry) {
        return entry.sha256()
                .map(sha256 -> ByteSource.sized(entry.tree().size(), out -> {
                    // One byte more shows that the file has grown.
                    SourceReader.Content content = copy(entry, out, entry.tree().size() + 1);
                    if (content.size() != entry.tree().size()
                            || !content.sha256().equals(sha256)) {
                        throw new IOException(entry.path() + " is not what was uploaded any more");
                    }
                }));
    }

    private SourceReader.Content copy(StoredEntry entry, OutputStream out, long most) throws IOException {
        try (SourceReader.Held file = reader.hold(entry.tree())) {
            return file.copy(entry.tree(), out, most);
        }
    }
}
