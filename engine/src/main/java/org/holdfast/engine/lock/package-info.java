/// Locks in a store: objects by which runs on different machines keep out of each other's way.
///
/// Knows stores and nothing of backups; what a lock is for is its caller's business. A lock ends with its run, is kept
/// alive while that lasts, and is taken over when the run is gone. Start at [StoreLocks].
@NullMarked
package org.holdfast.engine.lock;

import org.jspecify.annotations.NullMarked;
