package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.SealedFiles;

/// What the tools for files outside of any store have in common.
final class Tools {
    private Tools() {}

    /// @param forWriting whether a typed password is confirmed, because something will be encrypted with it
    static SealedFiles open(Host host, PasswordOptions password, CommonOptions common, boolean forWriting)
            throws IOException {
        return new SealedFiles(new PasswordSources(host, password, common.messages(host)).forFiles(forWriting));
    }

    /// Where plain text waits until it proved genuine.
    static Path scratch(Host host) throws BackupException {
        return Stores.path(host.environment().text("TMPDIR").orElse("/tmp"));
    }
}
