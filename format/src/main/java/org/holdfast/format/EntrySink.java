package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Where a format delivers what it reads out of a backup. Calls come from several threads at once; what is delivered
/// before the whole read returned normally may still turn out to be damaged.
public interface EntrySink {
    /// Whether an entry is to be delivered at all.
    boolean wants(StoredEntry entry) throws IOException;

    void directory(StoredEntry entry) throws IOException;

    /// Must read `content` to its end: only there does it prove genuine.
    void file(StoredEntry entry, InputStream content) throws IOException;

    void link(StoredEntry entry) throws IOException;

    /// The same file as `earlier`, which was wanted and has been delivered.
    ///
    /// @return false if it could not be linked, so that its content is needed
    boolean hardlink(StoredEntry entry, BytePath earlier) throws IOException;

    /// A wanted entry is missing or not what it should be; what was delivered of it does not count. Returns if the
    /// rest is worth having without it, and else throws `why`.
    default void lost(StoredEntry entry, IOException why) throws IOException {
        throw why;
    }

    /// Nothing after what was delivered so far can be read. Returns if that is worth having, and then hears of every
    /// wanted entry that is [#lost], and else throws `why`.
    default void brokenOff(IOException why) throws IOException {
        throw why;
    }
}
