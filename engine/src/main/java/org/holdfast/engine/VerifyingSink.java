package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.format.DamagedException;
import org.holdfast.format.EntrySink;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;

/// Reads everything in an archive to its end and keeps nothing. A file that is not what the manifest says keeps nobody
/// from the next. For one thread.
final class VerifyingSink implements EntrySink {
    private final Findings findings;
    private Extent right = Extent.NOTHING;
    private @Nullable BytePath last;

    VerifyingSink(Findings findings) {
        this.findings = findings;
    }

    /// What was read and is right.
    Extent right() {
        return right;
    }

    @Override
    public boolean wants(StoredEntry entry) {
        // A store that broke off may begin anew.
        if (last != null && entry.path().compareTo(last) < 0) {
            right = Extent.NOTHING;
        }
        last = entry.path();
        return true;
    }

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
        count(entry);
    }

    @Override
    public void lost(StoredEntry entry, IOException why) throws IOException {
        if (!(why instanceof DamagedException)) {
            throw why;
        }
        findings.add(Kind.CONTENT, entry.path(), String.valueOf(why.getMessage()));
    }

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) {
        if (!findings.concern(earlier)) {
            count(entry);
        }
        return true;
    }

    private void count(StoredEntry entry) {
        right = new Extent(right.files() + 1, right.bytes() + entry.tree().size());
    }

    @Override
    public void directory(StoredEntry entry) {}

    @Override
    public void link(StoredEntry entry) {}
}
