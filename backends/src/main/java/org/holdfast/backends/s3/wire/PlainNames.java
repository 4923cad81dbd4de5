package org.holdfast.backends.s3.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Listings whose names are as they are in the bucket, where the service says that it encoded them, which XML that
/// cannot have every character makes necessary. What the service repeats of the request stays as it is. Pure functions.
final class PlainNames {
    private PlainNames() {}

    /// @throws IllegalArgumentException if they are not encoded after all
    static ListObjectsResponse of(ListObjectsResponse page) {
        if (page.encodingType() != EncodingType.URL) {
            return page;
        }
        return page.toBuilder()
                .nextMarker(decoded(page.nextMarker()))
                .contents(objects(page.contents()))
                .commonPrefixes(prefixes(page.commonPrefixes()))
                .build();
    }

    /// @throws IllegalArgumentException if they are not encoded after all
    static ListObjectsV2Response of(ListObjectsV2Response page) {
        if (page.encodingType() != EncodingType.URL) {
            return page;
        }
        return page.toBuilder()
                .contents(objects(page.contents()))
                .commonPrefixes(prefixes(page.commonPrefixes()))
                .build();
    }

    /// @throws IllegalArgumentException if they are not encoded after all
    static ListMultipartUploadsResponse of(ListMultipartUploadsResponse page) {
        if (page.encodingType() != EncodingType.URL) {
            return page;
        }
        return page.toBuilder()
                .nextKeyMarker(decoded(page.nextKeyMarker()))
                .uploads(page.uploads().stream()
                        .map(one -> one.toBuilder().key(decoded(one.key())).build())
                        .toList())
                .build();
    }

    private static List<S3Object> objects(List<S3Object> listed) {
        return listed.stream()
                .map(one -> one.toBuilder().key(decoded(one.key())).build())
                .toList();
    }

    private static List<CommonPrefix> prefixes(List<CommonPrefix> listed) {
        return listed.stream()
                .map(one -> one.toBuilder().prefix(decoded(one.prefix())).build())
                .toList();
    }

    private static @Nullable String decoded(@Nullable String name) {
        return name == null || (name.indexOf('%') < 0 && name.indexOf('+') < 0)
                ? name
                : URLDecoder.decode(name, StandardCharsets.UTF_8);
    }
}
