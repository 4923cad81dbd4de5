package org.holdfast.engine.log;

import java.util.Locale;

/// How much a line matters.
public enum LogLevel {
    INFO,
    WARNING,
    ERROR;

    /// In lower case, as it stands in logs.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
