package org.holdfast.backends.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.ObjectKey;

/// Sites to begin a test with.
final class Sites {
    static final String SECRET = "SecretSecretSecretSecret";
    static final String TOKEN = "TokenTokenTokenToken";
    static final Credentials KEYS = new Credentials("AKEY", SECRET, Optional.empty());

    private Sites() {}

    static Site at(URI endpoint) {
        return of(settings(endpoint, Optional.of(KEYS)));
    }

    static Site of(S3Settings settings) {
        return new Site(settings, "s3", settings.endpoint(), "us-east-1", profile());
    }

    static S3Settings settings(URI endpoint, Optional<Credentials> credentials) {
        return with(endpoint, credentials, Optional.empty(), Optional.empty(), false);
    }

    static S3Settings with(
            URI endpoint,
            Optional<Credentials> credentials,
            Optional<String> credentialsProfile,
            Optional<Path> caFile,
            boolean acceptSelfSigned) {
        return new S3Settings(
                "the-bucket",
                ObjectKey.of("the/prefix"),
                Optional.empty(),
                Optional.of(endpoint),
                Optional.empty(),
                credentials,
                credentialsProfile,
                Optional.empty(),
                caFile,
                acceptSelfSigned,
                true,
                Limits.DEFAULTS);
    }

    /// Of a service about which nothing is known.
    static Profile profile() {
        return profile(true, Profile.Checksums.MD5, false, EnumSet.of(Ability.COPY, Ability.LIST_V2));
    }

    static Profile profile(
            boolean pathStyle, Profile.Checksums checksums, boolean expectContinue, Set<Ability> abilities) {
        return new Profile(
                pathStyle,
                checksums,
                expectContinue,
                abilities,
                1000,
                4768L << 20,
                1L << 30,
                10_000,
                5 << 20,
                5L << 30,
                5L << 40,
                1024,
                255,
                4,
                4,
                4,
                Profile.Versions.NEVER,
                0,
                0);
    }
}
