package org.holdfast.backends.s3;

import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;

/// How one object is going to be sent, fixed before its first byte is read. Immutable.
///
/// All parts but the last have the same size, since some services insist on it; so the size cannot grow on the way.
///
/// @param partSize bytes of each part but the last; what fits into one is sent in one request
/// @param firstBuffer bytes to reserve at first: less than a part where the object is expected to be small
/// @param atOnce parts that are sent at once, while one more is filled, as memory allows
record PartPlan(int partSize, int firstBuffer, int atOnce) {
    private static final long MIB = 1024 * 1024;

    /// What most services take for the least. Where each connection is slow, as far away, many small parts at once are
    /// as fast as few large ones, in less memory.
    private static final long USUAL_PART = 5 * MIB;

    /// Unless told otherwise. With the one that is filled, an object takes 25 MiB.
    private static final int USUALLY_AT_ONCE = 4;

    /// Of a source that cannot tell: so much should fit, if memory allows.
    private static final long UNKNOWN_OBJECT = 100 * 1024 * MIB;

    /// Arrays are no longer, and nobody needs longer ones: a thousand of these are a terabyte.
    private static final long LARGEST_ARRAY = 1024 * MIB;

    /// An estimate may be a little too low without costing a second try.
    private static final int SLACK = 4096;

    private static final int SLACK_DIVISOR = 16;

    /// The plan for an object of about `expected` bytes.
    ///
    /// @param expected or [ByteSource#UNKNOWN_SIZE]
    /// @param budget bytes that all buffers may take together
    /// @throws PermanentStoreException if it cannot fit
    static PartPlan of(ObjectKey key, Profile profile, Limits limits, long budget, long expected)
            throws PermanentStoreException {
        long smallest = roundUp(profile.minPartSize());
        long usual = limits.partSize().isPresent()
                ? roundUp(limits.partSize().getAsLong())
                : Math.min(USUAL_PART, Math.max(MIB, budget / MIB * MIB));
        long largest = Math.min(Math.min(profile.maxPartSize(), LARGEST_ARRAY), budget);
        long part = Math.max(usual, smallest);
        int atOnce = limits.uploads().orElse(Math.min(USUALLY_AT_ONCE, profile.uploads()));
        boolean inOneRequest = expected != ByteSource.UNKNOWN_SIZE && withSlack(expected) <= Math.min(part, budget);
        if (part > budget && inOneRequest && limits.partSize().isEmpty()) {
            // The provider's least, which is of no account here.
            return new PartPlan((int) part, (int) withSlack(expected), atOnce);
        }
        if (part > budget) {
            throw refused(
                    key,
                    "a part of " + part + " bytes does not fit into the memory of " + budget + " bytes",
                    "allow more with memory=, or less with partSize=, in the store's URL; the provider's least is "
                            + smallest);
        }
        part = Math.min(part, largest);
        if (expected == ByteSource.UNKNOWN_SIZE) {
            // Not more than half of the memory, so that one part is sent while the next is filled.
            long wanted = Math.min(roundUp(share(UNKNOWN_OBJECT, profile)), budget / 2 / MIB * MIB);
            part = Math.min(Math.max(part, wanted), largest);
            return new PartPlan((int) part, (int) part, atOnce);
        }
        requireFit(key, profile, largest, budget, expected);
        // A tenth more, as an estimate may be too low.
        long wanted = roundUp(share(expected + expected / 10, profile));
        part = Math.min(Math.max(part, wanted), largest);
        return new PartPlan((int) part, (int) Math.min(part, withSlack(expected)), atOnce);
    }

    private static void requireFit(ObjectKey key, Profile profile, long largest, long budget, long expected)
            throws PermanentStoreException {
        if (expected > profile.maxObjectSize()) {
            throw refused(
                    key,
                    "about " + expected + " bytes, where the provider takes objects of " + profile.maxObjectSize(),
                    "use the rsync format, which has an object for each file, or another provider");
        }
        if (share(expected, profile) <= largest) {
            return;
        }
        String what = "about " + expected + " bytes in " + profile.maxParts() + " parts need parts of "
                + share(expected, profile) + " bytes";
        if (share(expected, profile) > budget) {
            throw refused(
                    key,
                    what + ", and the memory is " + budget,
                    "allow more with memory= in the store's URL (and a larger heap), or use the rsync format");
        }
        throw refused(
                key,
                what + ", and the provider takes " + largest,
                "use the rsync format, which has an object for each file, or another provider");
    }

    private static PermanentStoreException refused(ObjectKey key, String why, String hint) {
        return new PermanentStoreException("put of " + key + " cannot fit: " + why, hint, null);
    }

    /// The same object with parts of the size that an earlier run chose; all buffers are whole parts.
    PartPlan resumed(int earlier) {
        return new PartPlan(earlier, earlier, atOnce);
    }

    private static long withSlack(long expected) {
        return expected + SLACK + expected / SLACK_DIVISOR;
    }

    private static long share(long size, Profile profile) {
        return Math.ceilDiv(size, (long) profile.maxParts());
    }

    private static long roundUp(long size) {
        return Math.ceilDiv(size, MIB) * MIB;
    }
}
