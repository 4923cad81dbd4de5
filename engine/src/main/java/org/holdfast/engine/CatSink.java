package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.format.EntrySink;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Takes one file of a backup into a private local file.
final class CatSink implements EntrySink {
    private final BytePath wanted;
    private final Path spool;

    CatSink(BytePath wanted, Path spool) {
        this.wanted = wanted;
        this.spool = spool;
    }

    @Override
    public boolean wants(StoredEntry entry) {
        return entry.path().equals(wanted);
    }

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        try (OutputStream out = Files.newOutputStream(spool)) {
            content.transferTo(out);
        }
    }

    @Override
    public void directory(StoredEntry entry) {}

    @Override
    public void link(StoredEntry entry) {}

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) {
        return false;
    }
}
