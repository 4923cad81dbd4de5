package org.holdfast.backends;

/// What a store can do, as data.
///
/// @param connections how many operations that write may usefully run at once, at least 1
/// @param reads how many objects may usefully be read at once, at least 1
/// @param copies how many copies may usefully run at once, at least 1
/// @param copySharesStorage whether a copy takes no further space (hard links)
/// @param maxNameBytes the longest key segment, in bytes as stored
/// @param maxKeyBytes the longest whole key, in bytes as stored
/// @param maxCopySize the largest object, in bytes, that [ObjectStore#copy] accepts
/// @param overhead how names and contents grow when they are stored
/// @param atomicCreate whether [ObjectStore#create] never succeeds twice for one key, as far as is known by now
public record Capabilities(
        int connections,
        int reads,
        int copies,
        boolean copySharesStorage,
        int maxNameBytes,
        int maxKeyBytes,
        long maxCopySize,
        Overhead overhead,
        boolean atomicCreate) {
    public Capabilities {
        if (connections < 1 || reads < 1 || copies < 1 || maxNameBytes < 1 || maxKeyBytes < 1 || maxCopySize < 0) {
            throw new IllegalArgumentException("capabilities must be positive");
        }
    }

    /// Of a store that keeps names and contents as they are, creates atomically, and reads as it writes.
    public Capabilities(
            int connections,
            int copies,
            boolean copySharesStorage,
            int maxNameBytes,
            int maxKeyBytes,
            long maxCopySize) {
        this(
                connections,
                connections,
                copies,
                copySharesStorage,
                maxNameBytes,
                maxKeyBytes,
                maxCopySize,
                Overhead.NONE,
                true);
    }

    public Capabilities with(Overhead other) {
        return new Capabilities(
                connections,
                reads,
                copies,
                copySharesStorage,
                maxNameBytes,
                maxKeyBytes,
                maxCopySize,
                other,
                atomicCreate);
    }

    /// By how many bytes a key is too long for the store once it is stored; 0 if it fits.
    public int excess(ObjectKey key) {
        int whole = -1;
        int excess = 0;
        for (int bytes : key.path().segmentBytes()) {
            int stored = overhead.storedNameBytes(bytes);
            whole += 1 + stored;
            excess = Math.max(excess, stored - maxNameBytes);
        }
        return Math.max(excess, whole - maxKeyBytes);
    }
}
