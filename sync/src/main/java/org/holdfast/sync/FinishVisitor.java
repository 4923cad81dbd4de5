package org.holdfast.sync;

import java.io.IOException;
import org.holdfast.names.BytePath;

/// Receives what the mirror holds at the end of a run, in path order, one call after the other on one thread.
public interface FinishVisitor {
    /// Part of the backup. Directories and links come without extended attributes: the index holds files only.
    void entry(StoredEntry entry) throws IOException;

    /// Not part of the backup: a file of the tree whose upload was not recorded, or an object whose removal was not.
    /// The next plan has it again.
    void unsettled(BytePath path) throws IOException;
}
