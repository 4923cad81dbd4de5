/// What the server can do for somebody: use cases of the engine on the sites of a configuration, as orders for jobs or
/// at once.
///
/// Knows the engine, and nothing of HTTP. Start at [org.holdfast.server.work.Orders].
@NullMarked
package org.holdfast.server.work;

import org.jspecify.annotations.NullMarked;
