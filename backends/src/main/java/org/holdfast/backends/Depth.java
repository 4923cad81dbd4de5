package org.holdfast.backends;

/// How far a listing goes.
public enum Depth {
    /// Objects directly below the prefix, and the prefixes directly below it that
    /// hold objects. A key may be both.
    CHILDREN,
    /// Every object below the prefix.
    ALL
}
