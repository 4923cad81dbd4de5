/// Compression as gzip (RFC 1952), as fast as the processors allow and no more trusting than a backup can afford.
///
/// Owns the gzip container around the JDK's zlib; touches nothing else. Start at [ParallelGzipOutputStream] and
/// [StrictGzipInputStream].
@NullMarked
package org.holdfast.format.gzip;

import org.jspecify.annotations.NullMarked;
