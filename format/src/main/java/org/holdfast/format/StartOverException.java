package org.holdfast.format;

import java.io.IOException;
import org.holdfast.names.BytePath;

/// A store asked once more for bytes that were passed on already and are kept nowhere.
final class StartOverException extends IOException {
    private static final long serialVersionUID = 1L;

    StartOverException(String what) {
        super("copying " + what + " broke off and cannot go on where it was; copy the backup again");
    }

    StartOverException(BytePath path) {
        this(path.toString());
    }
}
