package org.holdfast.servers.faults;

/// How an answer is to end, or has ended.
enum End {
    /// As the server ended it.
    WHOLE,
    /// Before its time, by a reset.
    RESET,
    /// Before its time, by closing.
    CLOSE,
    /// Before its time, as if it had been meant so.
    SHORTER
}
