/// What a name is: bytes, whatever the locale.
///
/// Owns [BytePath], the one representation of a relative path in trees, keys and manifests, and [LocalNames], the
/// only bridge between those bytes and `java.nio.file.Path`. May touch nothing but the JDK. Start at [BytePath].
@NullMarked
package org.holdfast.names;

import org.jspecify.annotations.NullMarked;
