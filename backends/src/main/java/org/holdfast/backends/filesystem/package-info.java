/// Objects as files below one directory.
///
/// Owns [FileStore][org.holdfast.backends.filesystem.FileStore] and its settings. May touch `java.nio.file`, and three
/// functions of the C library where the JDK has no way. Start at `FileStore`.
@NullMarked
package org.holdfast.backends.filesystem;

import org.jspecify.annotations.NullMarked;
