package org.holdfast.format.gzip;

/// Where decompressors come from. Thread-safe.
@FunctionalInterface
public interface Inflaters {
    WholeInflater open();

    /// Those of the JDK.
    static Inflaters portable() {
        return WholeInflater.Zlib::new;
    }

    /// The fastest there are here.
    static Inflaters fast() {
        return () -> IsaL.isLoaded() ? new IsaL.Whole() : new WholeInflater.Zlib();
    }
}
