package org.holdfast.format;

import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ObjectKey;

/// A sum over a set of objects, their keys and stored sizes, that does not depend on their order: two sets that agree
/// in it are the same but for a chance of one in 2^64. It finds accidents, not adversaries, in constant memory.
/// Thread-safe.
public final class Fingerprint {
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong count = new AtomicLong();

    public void add(ObjectKey key, long storedSize) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.path().bytes()) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        sum.addAndGet(mixed(hash + mixed(storedSize)));
        count.incrementAndGet();
    }

    /// The finisher of SplitMix64: neighbouring inputs must not give neighbouring sums.
    private static long mixed(long value) {
        long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    public long count() {
        return count.get();
    }

    public boolean agreesWith(Fingerprint other) {
        return sum.get() == other.sum.get() && count.get() == other.count.get();
    }
}
