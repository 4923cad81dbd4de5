package org.holdfast.backends.s3;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/// AWS's signatures, of requests from which is removed what AWS alone understands and others refuse.
///
/// Where an operation demands a checksum, the SDK adds CRC32 besides the MD5 whatever it is told, and its own headers
/// to everything: Backblaze B2 refuses the former, Google the latter. Before signing is the last moment to take them
/// out. Stateless.
final class PlainScheme implements AwsV4AuthScheme {
    private static final List<String> REFUSED = List.of("x-amz-checksum-", "x-amz-sdk-", "amz-sdk-");

    private final AwsV4HttpSigner signer = new Plain(AwsV4HttpSigner.create());

    @Override
    public String schemeId() {
        return SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return signer;
    }

    private record Plain(AwsV4HttpSigner signer) implements AwsV4HttpSigner {
        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            return signer.sign(plain(request));
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            throw new UnsupportedOperationException("only the synchronous client is used");
        }

        private static <I extends AwsCredentialsIdentity> SignRequest<I> plain(SignRequest<I> request) {
            return request.toBuilder()
                    .request(plain(request.request()))
                    .putProperty(CHECKSUM_ALGORITHM, null)
                    .build();
        }

        private static SdkHttpRequest plain(SdkHttpRequest request) {
            SdkHttpRequest.Builder plain = request.toBuilder().removeQueryParameter("x-id");
            for (String name : request.headers().keySet()) {
                if (REFUSED.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith)) {
                    plain.removeHeader(name);
                }
            }
            return plain.build();
        }
    }
}
