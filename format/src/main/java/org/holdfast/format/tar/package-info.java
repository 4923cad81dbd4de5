/// Tar archives whose names are bytes: POSIX PAX written, every common dialect read, hostile ones refused.
///
/// Owns the layout of an archive; touches no file system, so what a member becomes on disk is the caller's decision.
/// Start at [TarWriter] and [TarReader].
@NullMarked
package org.holdfast.format.tar;

import org.jspecify.annotations.NullMarked;
