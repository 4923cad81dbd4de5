package org.holdfast.engine;

/// Hears what a cleanup does.
@FunctionalInterface
public interface CleanupVisitor extends Debris.Visitor {
    /// Called once for each backup, when its fate is known; only where there is a retention policy.
    default void judged(Judged backup) {}
}
