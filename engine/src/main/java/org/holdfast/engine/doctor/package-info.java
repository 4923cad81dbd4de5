/// What is unsafe or about to fail, each with its cure: checks of one store, or of the local machine.
///
/// Each check takes what it looks at and gives back [Diagnosis]es; none changes anything. Uses the engine's public
/// types and knows no configuration: whoever has one decides what to check. Start at [Diagnosis].
@NullMarked
package org.holdfast.engine.doctor;

import org.jspecify.annotations.NullMarked;
