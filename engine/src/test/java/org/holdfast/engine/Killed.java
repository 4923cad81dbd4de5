package org.holdfast.engine;

import org.holdfast.backends.StoreException;

/// Ends a run as `kill -9` would: nothing may catch it, and its store hears of no further call.
final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
        super("killed", null, true, false);
    }

    /// As what a fault throws.
    static StoreException here() {
        throw new Killed();
    }
}
