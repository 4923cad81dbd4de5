/// The commands that an app's owner has run around its backups.
///
/// Owns [HookRunner], which runs one of them by the shell in a clean environment and ends it, with all that it
/// started, when its time is over. Knows nothing of backups; who calls it decides what a failure means.
@NullMarked
package org.holdfast.engine.hooks;

import org.jspecify.annotations.NullMarked;
