package org.holdfast.backends.s3;

import java.util.EnumSet;
import java.util.Set;

/// A profile with limits so small that little data meets them.
final class TestProfile {
    /// The least that S3Proxy takes.
    static final int PART = 5 * 1024 * 1024;

    private Set<Ability> abilities = EnumSet.complementOf(EnumSet.of(Ability.CONDITIONAL_PUT));
    private Profile.Checksums checksums = Profile.Checksums.MD5;
    private int deleteBatch = 1000;
    private long copyCutoff = 4L * PART;
    private int maxParts = 1000;
    private long minPartSize = PART;
    private long maxPartSize = 64L * PART;
    private long maxObjectSize = 1024L * PART;
    private int uploads = 4;
    private int copies = 4;

    TestProfile with(Ability more) {
        abilities = EnumSet.copyOf(abilities);
        abilities.add(more);
        return this;
    }

    TestProfile without(Ability... missing) {
        abilities = EnumSet.copyOf(abilities);
        for (Ability ability : missing) {
            abilities.remove(ability);
        }
        return this;
    }

    TestProfile checksums(Profile.Checksums value) {
        checksums = value;
        return this;
    }

    TestProfile deleteBatch(int value) {
        deleteBatch = value;
        return this;
    }

    TestProfile copyCutoff(long value) {
        copyCutoff = value;
        return this;
    }

    TestProfile maxParts(int value) {
        maxParts = value;
        return this;
    }

    TestProfile minPartSize(long value) {
        minPartSize = value;
        return this;
    }

    TestProfile maxPartSize(long value) {
        maxPartSize = value;
        return this;
    }

    TestProfile maxObjectSize(long value) {
        maxObjectSize = value;
        return this;
    }

    TestProfile copies(int value) {
        copies = value;
        return this;
    }

    TestProfile uploads(int value) {
        uploads = value;
        return this;
    }

    Profile build() {
        return new Profile(
                true,
                checksums,
                false,
                abilities,
                deleteBatch,
                copyCutoff,
                PART,
                maxParts,
                minPartSize,
                maxPartSize,
                maxObjectSize,
                1024,
                // S3Proxy adds to a name while it writes the file, which takes 255 bytes.
                200,
                uploads,
                4,
                copies,
                Profile.Versions.NEVER,
                0,
                0);
    }

    static Profile with(Profile profile, Ability there) {
        Set<Ability> abilities = EnumSet.copyOf(profile.abilities());
        abilities.add(there);
        return profile.withAbilities(abilities);
    }

    static Profile without(Profile profile, Ability missing) {
        Set<Ability> abilities = EnumSet.copyOf(profile.abilities());
        abilities.remove(missing);
        return profile.withAbilities(abilities);
    }
}
