/// Tells people how a run went: by e-mail and by webhook, on failure, on recovery and, if asked, on success.
///
/// A leaf: knows no store, no configuration and none of the engine's other packages; whoever runs backups fills in a
/// [RunReport]. Nothing here ever changes the verdict of a run. Start at [Notifier].
@NullMarked
package org.holdfast.engine.notify;

import org.jspecify.annotations.NullMarked;
