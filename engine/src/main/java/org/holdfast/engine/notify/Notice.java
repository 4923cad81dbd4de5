package org.holdfast.engine.notify;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A run as it is told.
///
/// @param recovered what failed before and works again
record Notice(RunReport report, List<FailureHistory.Failing> recovered) {
    /// Everything that the run is an occasion for.
    Set<Occasion> occasions() {
        EnumSet<Occasion> occasions = EnumSet.noneOf(Occasion.class);
        boolean failed = report.outcome().isFailure();
        if (failed) {
            occasions.add(Occasion.FAILURE);
        }
        if (!recovered.isEmpty()) {
            occasions.add(Occasion.RECOVERY);
        }
        if (!failed && report.count(Outcome.OK) > 0) {
            occasions.add(Occasion.SUCCESS);
        }
        return occasions;
    }

    /// What matters most of that for somebody; empty if they do not want to hear of the run.
    Optional<Occasion> occasion(Set<Occasion> wanted) {
        return occasions().stream().filter(wanted::contains).findFirst();
    }

    Optional<FailureHistory.Failing> recovery(RunReport.Result result) {
        return recovered.stream().filter(one -> one.isOf(result)).findFirst();
    }

    /// What happened, on one line, without the host.
    String headline(Occasion occasion) {
        String summary = report.summary();
        return OneLine.of(occasion == Occasion.RECOVERY ? "backups work again: " + summary : summary);
    }
}
