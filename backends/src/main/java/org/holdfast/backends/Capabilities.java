package org.holdfast.backends;

/// What a store can do, as data.
///
/// @param connections how many operations may usefully run at once, at least 1
/// @param copySharesStorage whether a copy takes no further space (hard links)
/// @param maxNameBytes the longest key segment, in bytes
/// @param maxKeyBytes the longest whole key, in bytes
/// @param maxCopySize the largest object, in bytes, that [ObjectStore#copy] accepts
public record Capabilities(
        int connections, boolean copySharesStorage, int maxNameBytes, int maxKeyBytes, long maxCopySize) {
    public Capabilities {
        if (connections < 1 || maxNameBytes < 1 || maxKeyBytes < 1 || maxCopySize < 0) {
            throw new IllegalArgumentException("capabilities must be positive");
        }
    }
}
