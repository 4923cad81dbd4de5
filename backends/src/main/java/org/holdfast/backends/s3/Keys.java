package org.holdfast.backends.s3;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Where the access key comes from: the settings, or a profile of the AWS files that they name, or else wherever AWS's
/// own tools would find one. Thread-safe.
///
/// Not closeable in the SDK's eyes, since a client closes its own and there are several over time.
final class Keys implements AwsCredentialsProvider {
    private final AwsCredentialsProvider source;

    private Keys(AwsCredentialsProvider source) {
        this.source = source;
    }

    /// Looks nowhere yet.
    static Keys of(S3Settings settings) {
        Optional<AwsCredentialsProvider> own = settings.credentials().map(Keys::fixed);
        Optional<AwsCredentialsProvider> named = settings.credentialsProfile()
                .map(profile -> ProfileCredentialsProvider.builder()
                        .profileName(profile)
                        .build());
        return new Keys(own.or(() -> named)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build()));
    }

    private static AwsCredentialsProvider fixed(Credentials credentials) {
        AwsCredentials fixed = credentials
                .sessionToken()
                .<AwsCredentials>map(token ->
                        AwsSessionCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey(), token))
                .orElseGet(() -> AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey()));
        return StaticCredentialsProvider.create(fixed);
    }

    /// @throws Missing if there are none
    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source.resolveCredentials();
        } catch (SdkClientException e) {
            throw new Missing(e);
        }
    }

    void forget() {
        if (source instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    /// No credentials were found. A class of its own, as the SDK's says the same of everything that goes wrong before
    /// a request is sent.
    static final class Missing extends RuntimeException {
        private Missing(SdkClientException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
