/// What it is to verify a backup: how thoroughly, which files, what may be wrong with it, and what is remembered of
/// it. Pure values, of names and the JDK alone.
///
/// Whoever lists stores, reads files and writes records is elsewhere. Start at [VerifyResult].
@NullMarked
package org.holdfast.engine.verify;

import org.jspecify.annotations.NullMarked;
