package org.holdfast.engine.notify;

/// What a run can be an occasion for. Ordered by how much it matters.
public enum Occasion {
    /// Something of the run failed, was locked, or is incomplete.
    FAILURE,
    /// A backup was made, whole, for the first time since those of the same app on the same site failed.
    RECOVERY,
    /// Nothing failed and something was backed up.
    SUCCESS
}
