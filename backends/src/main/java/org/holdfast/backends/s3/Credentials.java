package org.holdfast.backends.s3;

import java.util.Optional;

/// An access key.
///
/// @param sessionToken of temporary ones
public record Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    /// Without secrets.
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
