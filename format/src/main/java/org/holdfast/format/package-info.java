/// How a tree becomes objects, and objects a tree.
///
/// Owns [BackupWriter] and [BackupReader] for its two formats, one archive (tgz) or one object a file (rsync), and the
/// [Manifest] that makes both restore the same tree. Sees entries and an `ObjectStore` that begins at its own place;
/// never learns which store that is, where in it, whether it encrypts, or what time it is. Start at [BackupWriter].
@NullMarked
package org.holdfast.format;

import org.jspecify.annotations.NullMarked;
