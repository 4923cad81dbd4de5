package org.holdfast.backends.s3;

/// One thing that was tried on a site.
///
/// @param name what was tried, a phrase
/// @param detail what was found; for a failure, what failed; empty where the verdict says it all
/// @param hint what to do about it; empty where nothing need be done
public record Step(String name, Verdict verdict, String detail, String hint) {
    /// How it went.
    public enum Verdict {
        OK,
        WARNING,
        FAILED,
        /// Not tried, because of an earlier failure or because the site has no such thing.
        SKIPPED
    }
}
