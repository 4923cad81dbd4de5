/// How small local files are kept.
///
/// Owns the way they are written; touches nothing but files. Start at [PrivateFile].
@NullMarked
package org.holdfast.engine.state;

import org.jspecify.annotations.NullMarked;
