/// A directory tree as a sorted list of entries, and what changed between two such lists.
///
/// Owns [OpenTree], the only reader of user files, [TargetTree], the only writer, [SyncIndex], what the
/// mirror holds, and [SyncPlan], what changed since. Touches `java.nio.file`; never the network, crypto or
/// JSON. Start at [TreeEntry].
@NullMarked
package org.holdfast.sync;

import org.jspecify.annotations.NullMarked;
