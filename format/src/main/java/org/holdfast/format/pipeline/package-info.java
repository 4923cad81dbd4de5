/// Streams that have another thread do the part of the work that lies behind them, so that it overlaps with the
/// caller's.
///
/// Owns threads that live as long as one stream; uses only the rules of interruption of the stores. Start at
/// [ReadAheadInputStream] and [WriteBehindOutputStream].
@NullMarked
package org.holdfast.format.pipeline;

import org.jspecify.annotations.NullMarked;
