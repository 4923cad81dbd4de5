/// The command line: arguments in, text out, exit code.
///
/// Owns the commands, what they print and where passwords come from. Uses the engine's use cases and the records they
/// take and give; never stores, keys or JSON libraries. Start at [Main], then [Commands].
@NullMarked
package org.holdfast.cli;

import org.jspecify.annotations.NullMarked;
