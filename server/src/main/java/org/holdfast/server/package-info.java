/// Holdfast running by itself: the schedule, jobs, an HTTP API, a dashboard, metrics.
///
/// Knows the engine, and neither stores nor keys: whoever starts it says how sites are opened. Start at
/// [org.holdfast.server.Server].
@NullMarked
package org.holdfast.server;

import org.jspecify.annotations.NullMarked;
