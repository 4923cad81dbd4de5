/// Jobs: what the server does for somebody, one at a time for each site, with its progress, its log and its end.
///
/// Knows how use cases tell what they do, and not which there are: whoever orders a job brings the work. Start at
/// [org.holdfast.server.job.Jobs].
@NullMarked
package org.holdfast.server.job;

import org.jspecify.annotations.NullMarked;
