package org.holdfast.backends;

import java.util.Locale;

/// The operations of an [ObjectStore], for those who count, log or retry them.
public enum Operation {
    PUT,
    GET,
    STAT,
    LIST,
    COPY,
    DELETE,
    FLUSH;

    /// As the method is called.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
