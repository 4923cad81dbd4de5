/// A proxy before an S3 server that records each request and makes chosen ones fail, at a chosen byte.
///
/// Own code over sockets, so that what goes wrong is exactly what the test asked for. Knows HTTP/1.1 as far as S3 needs
/// it and which call of S3 a request is, and nothing of the client. Start reading at [FaultProxy].
@NullMarked
package org.holdfast.servers.faults;

import org.jspecify.annotations.NullMarked;
