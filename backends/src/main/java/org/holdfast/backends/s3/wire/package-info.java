/// S3 on the wire: requests of the SDK's model as signed HTTP, and the answers as the SDK's model.
///
/// Knows how the protocol is written, and nothing of objects, retries or providers. The SDK's own client does the same
/// and much more, at three times the processor's time for each request, which is what a backup of many small files
/// takes. Start reading at [WireClient].
@NullMarked
package org.holdfast.backends.s3.wire;

import org.jspecify.annotations.NullMarked;
