/// What can be seen of the server from outside: how each site is, health, metrics.
///
/// Looks at schedules, jobs and catalogs, and changes none of them. Start at [org.holdfast.server.watch.Statuses].
@NullMarked
package org.holdfast.server.watch;

import org.jspecify.annotations.NullMarked;
