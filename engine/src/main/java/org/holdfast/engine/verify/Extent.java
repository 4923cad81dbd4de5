package org.holdfast.engine.verify;

/// So many regular files, a file of several names counted for each, of so many bytes.
public record Extent(long files, long bytes) {
    public static final Extent NOTHING = new Extent(0, 0);
}
