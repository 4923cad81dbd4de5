/// What keeps a run from being a burden: how long it may take, and how much of the machine it gets.
///
/// Uses the engine's public exceptions and the C library, nothing else; the engine's use cases know nothing of it.
/// Start at [TimeLimit] and [Priority].
@NullMarked
package org.holdfast.engine.limits;

import org.jspecify.annotations.NullMarked;
