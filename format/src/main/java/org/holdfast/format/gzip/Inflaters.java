package org.holdfast.format.gzip;

import java.util.zip.Inflater;

/// Where decompressors come from. Thread-safe; each is for one thread, takes raw deflate data (RFC 1951), and is to be
/// closed.
///
/// No more is asked of them than native ones can do: `reset`, `setInput` with the whole input, `inflate` once with room
/// for the whole result, and whether that `finished`. What else they tell, of damage too, is not believed.
@FunctionalInterface
public interface Inflaters {
    Inflater open();

    /// Those of the JDK.
    static Inflaters portable() {
        return () -> new Inflater(true);
    }

    /// The fastest there are here.
    static Inflaters fast() {
        return () -> IsaL.isLoaded() ? IsaL.inflater() : portable().open();
    }
}
