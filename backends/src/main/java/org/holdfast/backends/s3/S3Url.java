package org.holdfast.backends.s3;

/// `s3://BUCKET/PREFIX?endpoint=https://HOST&region=R&provider=wasabi`. Stateless.
@SuppressWarnings("DoNotCallSuggester")
public final class S3Url {
    private S3Url() {}

    /// The settings that a URL says.
    ///
    /// @throws IllegalArgumentException if it is wrong; the message says what and how to mend it
    public static S3Settings parse(String url) {
        throw new UnsupportedOperationException("to be written");
    }
}
