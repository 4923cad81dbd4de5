package org.holdfast.engine;

/// What one check before an import found.
///
/// @param subject what was looked at, one word
/// @param text for people, lower case
/// @param hint what to do about it; empty where there is nothing to do
public record ImportFinding(String subject, Verdict verdict, String text, String hint) {
    /// What it means for the import.
    public enum Verdict {
        OK,
        /// To be known before it begins.
        WARNING,
        /// It must not begin.
        REFUSED,
        /// It cannot succeed: the backup is not what it should be.
        DAMAGED
    }

    static ImportFinding ok(String subject, String text) {
        return new ImportFinding(subject, Verdict.OK, text, "");
    }

    static ImportFinding warning(String subject, String text) {
        return new ImportFinding(subject, Verdict.WARNING, text, "");
    }

    static ImportFinding refused(String subject, String text, String hint) {
        return new ImportFinding(subject, Verdict.REFUSED, text, hint);
    }

    /// Whether the import may begin as far as this goes.
    public boolean isPassed() {
        return verdict == Verdict.OK || verdict == Verdict.WARNING;
    }

    /// How the import ends if it may not begin.
    public Failure failure() {
        return verdict == Verdict.DAMAGED ? Failure.DAMAGED : Failure.FAILED;
    }
}
