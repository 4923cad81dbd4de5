/// What is kept of a store's backups and what goes, each with its reasons: a pure function of their records, a policy
/// and a moment.
///
/// Uses nothing but the JDK: whoever reads records, removes backups and tells people is elsewhere. Start at
/// [Retention].
@NullMarked
package org.holdfast.engine.retention;

import org.jspecify.annotations.NullMarked;
