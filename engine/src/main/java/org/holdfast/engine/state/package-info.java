/// How small files and records are kept.
///
/// Owns the way they are written and read; touches nothing but local files. Start at [PrivateFile].
@NullMarked
package org.holdfast.engine.state;

import org.jspecify.annotations.NullMarked;
