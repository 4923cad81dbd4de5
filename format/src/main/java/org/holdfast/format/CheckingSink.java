package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Reads everything to its end, where it proves genuine, and keeps nothing.
final class CheckingSink implements EntrySink {
    @Override
    public boolean wants(StoredEntry entry) {
        return true;
    }

    @Override
    public void directory(StoredEntry entry) {}

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void link(StoredEntry entry) {}

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) {
        return true;
    }
}
