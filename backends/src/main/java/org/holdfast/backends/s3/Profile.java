package org.holdfast.backends.s3;

import java.util.Set;

/// What a service can do and where its limits are. Immutable.
///
/// @param pathStyle whether the bucket goes into the path rather than the host's name
/// @param checksums what proves that an upload arrived as sent
/// @param expectContinue whether `Expect: 100-continue` may be sent
/// @param abilities what it can do
/// @param deleteBatch the most keys of one DeleteObjects, at least 1
/// @param copyCutoff the largest object, in bytes, that one CopyObject may copy
/// @param copyPartSize the size, in bytes, of the ranges of larger ones, unless they would be more than `maxParts`
/// @param maxParts the most parts of an upload
/// @param minPartSize the least size, in bytes, of a part that is not the last
/// @param maxPartSize the largest size, in bytes, of a part, and of an object put in one request
/// @param maxObjectSize the largest object, in bytes
/// @param maxKeyBytes the longest key, in bytes of UTF-8, the prefix included
/// @param maxNameBytes the longest part of a key between two slashes, in bytes of UTF-8
/// @param uploads how many uploads, or parts of them, to run at once to begin with
/// @param downloads the same of downloads
/// @param copies the same of copies
/// @param versions whether deleted and replaced objects may live on as versions, and cost
/// @param minimumDays for how many days an object is billed at least
/// @param minimumBilledBytes as how large an object is billed at least
public record Profile(
        boolean pathStyle,
        Checksums checksums,
        boolean expectContinue,
        Set<Ability> abilities,
        int deleteBatch,
        long copyCutoff,
        long copyPartSize,
        int maxParts,
        long minPartSize,
        long maxPartSize,
        long maxObjectSize,
        int maxKeyBytes,
        int maxNameBytes,
        int uploads,
        int downloads,
        int copies,
        Versions versions,
        int minimumDays,
        long minimumBilledBytes) {
    /// What proves that bytes arrived as sent.
    public enum Checksums {
        /// CRC32, which AWS checks and others refuse.
        DEFAULT,
        /// `Content-MD5`, which everybody has checked for ever.
        MD5
    }

    /// Whether a bucket keeps what was deleted.
    public enum Versions {
        ALWAYS,
        /// When its owner says so.
        OPTIONAL,
        NEVER
    }

    public Profile {
        abilities = Set.copyOf(abilities);
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    Profile withPathStyle(boolean pathStyle) {
        return new Profile(
                pathStyle,
                checksums,
                expectContinue,
                abilities,
                deleteBatch,
                copyCutoff,
                copyPartSize,
                maxParts,
                minPartSize,
                maxPartSize,
                maxObjectSize,
                maxKeyBytes,
                maxNameBytes,
                uploads,
                downloads,
                copies,
                versions,
                minimumDays,
                minimumBilledBytes);
    }

    Profile withAbilities(Set<Ability> abilities) {
        return new Profile(
                pathStyle,
                checksums,
                expectContinue,
                abilities,
                deleteBatch,
                copyCutoff,
                copyPartSize,
                maxParts,
                minPartSize,
                maxPartSize,
                maxObjectSize,
                maxKeyBytes,
                maxNameBytes,
                uploads,
                downloads,
                copies,
                versions,
                minimumDays,
                minimumBilledBytes);
    }

    Profile withConcurrency(int uploads, int downloads, int copies) {
        return new Profile(
                pathStyle,
                checksums,
                expectContinue,
                abilities,
                deleteBatch,
                copyCutoff,
                copyPartSize,
                maxParts,
                minPartSize,
                maxPartSize,
                maxObjectSize,
                maxKeyBytes,
                maxNameBytes,
                uploads,
                downloads,
                copies,
                versions,
                minimumDays,
                minimumBilledBytes);
    }
}
