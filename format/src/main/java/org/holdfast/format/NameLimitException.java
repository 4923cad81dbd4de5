package org.holdfast.format;

import java.io.IOException;
import java.util.List;
import org.holdfast.names.BytePath;

/// Names of the source are too long for the store. Thrown before anything is written.
public final class NameLimitException extends IOException {
    /// The offenders kept with the exception; more are counted only.
    public static final int MOST_LISTED = 1000;

    private final transient List<Offender> offenders;
    private final long total;

    /// One file whose name does not fit.
    ///
    /// @param excess how many bytes too long the name or the key is once it is stored
    public record Offender(BytePath path, int excess) {}

    NameLimitException(List<Offender> offenders, long total) {
        super(total + " name(s) too long for the store");
        this.offenders = List.copyOf(offenders);
        this.total = total;
    }

    /// The first [#MOST_LISTED], in path order.
    public List<Offender> offenders() {
        return offenders;
    }

    public long total() {
        return total;
    }
}
