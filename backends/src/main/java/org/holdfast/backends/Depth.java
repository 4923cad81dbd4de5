package org.holdfast.backends;

/// How far a listing goes.
public enum Depth {
    /// Objects directly below the prefix, and the prefixes directly below it that hold more.
    CHILDREN,
    /// Every object at or below the prefix.
    ALL
}
