/// Objects in a bucket of any S3-compatible service.
///
/// The only package, with the one below it, that touches the AWS SDK. What a service can and cannot do is data
/// ([Profile]), never an `if` on its name. Start reading at [S3Settings].
@NullMarked
package org.holdfast.backends.s3;

import org.jspecify.annotations.NullMarked;
