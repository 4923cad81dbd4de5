package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.names.BytePath;

/// A directory that a restore fills, and the only writer of user files.
@SuppressWarnings("DoNotCallSuggester")
public final class TargetTree implements AutoCloseable {
    private TargetTree() {}

    /// What to do about what is there already.
    public enum Overwrite {
        /// Refuse a target that is not empty.
        REFUSE,
        /// Keep whatever is there.
        NEVER,
        /// Replace files that differ in size or modification time.
        IF_CHANGED,
        /// Replace everything of the same name.
        ALWAYS
    }

    public static TargetTree open(Path target, Overwrite overwrite) throws IOException {
        throw new UnsupportedOperationException();
    }

    public boolean wants(TreeEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void directory(StoredEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void file(StoredEntry entry, InputStream content) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void link(StoredEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Makes the entry another name of `earlier`.
    ///
    /// @return false if `earlier` is not there to be linked to: then give the content to [#file]
    public boolean hardlink(StoredEntry entry, BytePath earlier) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void publish(boolean deleteOthers) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// What could not be restored exactly, for people; complete once [#publish(boolean)] returned.
    public List<String> notices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {}
}
