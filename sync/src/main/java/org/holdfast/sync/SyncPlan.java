package org.holdfast.sync;

import java.io.IOException;

/// What changed between the mirror and a tree.
@SuppressWarnings("DoNotCallSuggester")
public final class SyncPlan {
    private SyncPlan() {}

    /// How much there is to do.
    ///
    /// @param files regular files in the tree, `bytes` in all
    /// @param uploads files to store, `uploadBytes` in all
    /// @param rechecks files to hash, `recheckBytes` in all
    /// @param removes objects to remove
    public record Summary(
            long files, long bytes, long uploads, long uploadBytes, long rechecks, long recheckBytes, long removes) {}

    /// Visits every change in path order; a [Change.Remove] comes before a [Change.Keep] of the same path. Reads both
    /// sides once, in flat memory, and changes nothing: run it again for the next pass over the same plan.
    public static Summary between(SyncIndex before, TreeList after, ChangeVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }
}
