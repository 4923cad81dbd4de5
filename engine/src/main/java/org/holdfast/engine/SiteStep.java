package org.holdfast.engine;

/// One thing that was tried on a store.
///
/// @param name what was tried, a phrase
/// @param detail what was found; empty where the verdict says it all
/// @param hint what to do about it; empty where nothing need be done
public record SiteStep(String name, Verdict verdict, String detail, String hint) {
    /// How it went.
    public enum Verdict {
        OK,
        WARNING,
        FAILED,
        /// Not tried, because of an earlier failure or because there is nothing to try.
        SKIPPED
    }
}
