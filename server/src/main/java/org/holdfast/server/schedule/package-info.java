/// When what is to be done: plans, what became of them, and what is due.
///
/// Knows schedules of the configuration and the state directory, and nobody who does the work. Start at
/// [org.holdfast.server.schedule.Scheduler].
@NullMarked
package org.holdfast.server.schedule;

import org.jspecify.annotations.NullMarked;
