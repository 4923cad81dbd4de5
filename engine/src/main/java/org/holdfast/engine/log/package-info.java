/// The log of each run: a file of its own in the state directory, kept for a while.
///
/// A leaf: knows the events of `format` and nothing else of the house, and writes nowhere but into its file and to
/// whoever listens. Start at [RunLog].
@NullMarked
package org.holdfast.engine.log;

import org.jspecify.annotations.NullMarked;
