/// Runs: apps of a configuration are read once each and backed up to all their sites at the same time. Uses the use
/// cases on one store, the configuration, hooks, notifications and logs by what they make public. Begin reading with
/// [org.holdfast.engine.run.ServerRun].
@NullMarked
package org.holdfast.engine.run;

import org.jspecify.annotations.NullMarked;
