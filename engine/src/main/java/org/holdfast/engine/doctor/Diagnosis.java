package org.holdfast.engine.doctor;

/// Something that is unsafe or about to fail. Holds no secret.
///
/// @param what is wrong, and what may come of it: one line, lower case
/// @param where it is wrong: a site, an app, a file
/// @param cure what to do about it; never empty
public record Diagnosis(Severity severity, String what, String where, String cure) {
    /// How bad it is. Ordered from mild to bad.
    public enum Severity {
        /// Backups are safe; something could be better.
        ADVICE,
        /// Backups may be lost, found out or cost more than they should.
        WARNING,
        /// There are no backups, or there will be none.
        DANGER
    }
}
