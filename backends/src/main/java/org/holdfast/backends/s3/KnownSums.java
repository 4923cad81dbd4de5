package org.holdfast.backends.s3;

import java.util.Optional;
import org.holdfast.backends.ObjectKey;

/// Remembers of each object that this process put, copied or listed what its ETag says of its bytes, so that a copy can
/// be held against it without a request. Half of an MD5 under a hash of the key: of very many objects two may be taken
/// for one, whose copy is then made again for nothing. Thread-safe.
final class KnownSums {
    private static final int FIRST_SLOTS = 1 << 10;

    /// Takes 8 MiB, for more objects than most trees have. Those that come later are not remembered.
    private static final int MOST_SLOTS = 1 << 19;

    private static final int HEX = 16;

    /// Pairs of a key's hash, 0 where there is none, and the beginning of its MD5.
    private long[] slots = new long[2 * FIRST_SLOTS];

    private int used;

    /// Takes note of an object as it is now.
    ///
    /// @param tag what is no MD5 by its form, as of an object of parts, makes one that was known before forgotten
    synchronized void note(ObjectKey key, Optional<String> tag) {
        long sum = tag.filter(Tag::isSum).map(KnownSums::beginning).orElse(0L);
        long hash = hash(key);
        int at = find(hash);
        if (slots[at] == hash) {
            slots[at + 1] = sum;
        } else if (sum != 0 && (hasRoom() || grow())) {
            at = find(hash);
            slots[at] = hash;
            slots[at + 1] = sum;
            used++;
        }
    }

    /// Whether an object with this tag has certainly other bytes than the one that was noted.
    synchronized boolean contradict(ObjectKey key, String tag) {
        long hash = hash(key);
        int at = find(hash);
        return slots[at] == hash && slots[at + 1] != 0 && Tag.isSum(tag) && slots[at + 1] != beginning(tag);
    }

    private boolean hasRoom() {
        return used < slots.length / 4;
    }

    private boolean grow() {
        if (slots.length == 2 * MOST_SLOTS) {
            return false;
        }
        long[] before = slots;
        slots = new long[2 * before.length];
        for (int i = 0; i < before.length; i += 2) {
            if (before[i] != 0) {
                int at = find(before[i]);
                slots[at] = before[i];
                slots[at + 1] = before[i + 1];
            }
        }
        return true;
    }

    /// Where it is, or else where it would go.
    private int find(long hash) {
        int mask = slots.length - 1;
        int at = (int) (hash >>> 32) << 1 & mask;
        while (slots[at] != 0 && slots[at] != hash) {
            at = at + 2 & mask;
        }
        return at;
    }

    /// FNV-1a of the name, mixed once more, as its high bits are used; never 0.
    private static long hash(ObjectKey key) {
        String name = key.text();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        return hash == 0 ? 1 : hash;
    }

    private static long beginning(String tag) {
        return Long.parseUnsignedLong(tag, 0, HEX, HEX);
    }
}
