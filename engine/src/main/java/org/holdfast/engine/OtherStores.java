package org.holdfast.engine;

import java.util.List;

/// The other stores that may hold what one has lost. Opened only if something was lost.
@FunctionalInterface
public interface OtherStores {
    /// None.
    OtherStores NONE = List::of;

    /// Opens them. They stay open; whoever gave this closes them.
    List<BackupEngine> open() throws BackupException;
}
