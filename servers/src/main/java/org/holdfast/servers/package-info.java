/// Real S3 servers for tests, each behind the same few facts ([S3Server]), and a proxy that injects faults.
///
/// Depends on no room, so that every room's tests may use it. [S3Servers] has one of each engine for the whole
/// process, or the reason why it does not run here; `faults.FaultProxy` goes before any of them.
/// A browser for the dashboard comes from [Chromium]. Start reading at [S3Server].
@NullMarked
package org.holdfast.servers;

import org.jspecify.annotations.NullMarked;
