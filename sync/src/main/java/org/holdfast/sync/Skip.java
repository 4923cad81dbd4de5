package org.holdfast.sync;

import org.holdfast.names.BytePath;

/// Something of the source that is not in the backup, and why.
///
/// @param detail one line for people, lower case
public record Skip(BytePath path, Reason reason, String detail) {
    public enum Reason {
        /// The system refused to read it: the backup is incomplete.
        UNREADABLE,
        /// A socket, FIFO or device: nothing a backup could hold.
        SPECIAL,
        /// It was gone when its turn came: the backup shows a slightly later moment.
        VANISHED
    }

    /// Whether the backup lacks something that was there.
    public boolean isLoss() {
        return reason == Reason.UNREADABLE;
    }
}
