package org.holdfast.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;

/// A sum over a set of objects, their keys, stored sizes and tags, that does not depend on their order: two
/// sets that agree in it are the same but for a chance of one in 2^64. It finds accidents, not adversaries, in
/// constant memory. For one thread.
final class Fingerprint {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long sum;
    private long count;

    void add(ObjectKey key, long storedSize, Optional<String> tag) {
        long name = hash(key.path().bytes());
        long bytes = mixed(storedSize) + hash(tag.orElse("").getBytes(StandardCharsets.UTF_8));
        sum += mixed(name + mixed(bytes));
        count++;
    }

    private static long hash(byte[] bytes) {
        long hash = FNV_BASIS;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /// The finisher of SplitMix64: neighbouring inputs must not give neighbouring sums.
    private static long mixed(long value) {
        long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    boolean agreesWith(Fingerprint other) {
        return sum == other.sum && count == other.count;
    }
}
