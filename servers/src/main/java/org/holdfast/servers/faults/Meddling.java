package org.holdfast.servers.faults;

/// What happens to a body on its way.
///
/// @param flip offset of the byte to damage; -1 for none
/// @param stop offset of the first byte that is withheld; -1 for none
/// @param rate bytes a second; 0 for as fast as it goes
/// @param hit to be told before any of it takes effect
record Meddling(long flip, long stop, long rate, Runnable hit) {
    static Meddling none() {
        return new Meddling(-1, -1, 0, () -> {});
    }

    static Meddling flipping(long offset, Runnable hit) {
        return new Meddling(offset, -1, 0, hit);
    }

    static Meddling stopping(long offset, Runnable hit) {
        return new Meddling(-1, offset, 0, hit);
    }

    static Meddling slowing(long rate, Runnable hit) {
        return new Meddling(-1, -1, rate, hit);
    }

    boolean stopsWithin(long length) {
        return stop >= 0 && length > stop;
    }
}
