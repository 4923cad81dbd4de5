package org.holdfast.format;

import java.io.IOException;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;

/// Receives what a backup would do, in path order, one call after the other.
public interface Preview {
    void upload(BytePath path, long size) throws IOException;

    /// Its content is in the working copy already and will be copied inside the store.
    void keep(BytePath path, long size) throws IOException;

    void remove(BytePath path) throws IOException;

    void skipped(Skip skip) throws IOException;

    /// Left out on purpose, with all that lies below it. Called after everything else.
    default void excluded(BytePath path) throws IOException {}

    /// Something the user should know, as [Event.Noticed].
    default void noticed(String message) throws IOException {}
}
