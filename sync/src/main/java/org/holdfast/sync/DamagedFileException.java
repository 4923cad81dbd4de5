package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.Path;

/// A file of local state is not what was written: truncated, changed, or of another kind.
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    DamagedFileException(Path file, String detail) {
        super(file + " is damaged: " + detail);
        this.detail = file.getFileName() + ": " + detail;
    }

    /// Without the directory.
    String detail() {
        return detail;
    }
}
