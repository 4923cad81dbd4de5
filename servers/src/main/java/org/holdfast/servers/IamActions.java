package org.holdfast.servers;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which permissions a request to S3 takes, by AWS's table of actions, so that a test can hold requests that were
/// recorded against a policy. Stateless.
public final class IamActions {
    /// Parameters that change what is told, not what is done.
    private static final Set<String> HARMLESS = Set.of(
            "list-type",
            "prefix",
            "delimiter",
            "marker",
            "continuation-token",
            "start-after",
            "fetch-owner",
            "max-keys",
            "encoding-type",
            "key-marker",
            "upload-id-marker",
            "max-uploads",
            "max-parts",
            "part-number-marker",
            "partnumber",
            "x-id");

    private IamActions() {}

    /// The actions of one request, such as `s3:GetObject`. A request that is not known here makes an action that no
    /// policy has, which says what it was.
    ///
    /// @param target as in the request line: path and query
    /// @param headerNames in any case
    /// @param bucketInPath whether the bucket is the first part of the path, rather than of the host's name
    public static Set<String> of(String method, String target, Collection<String> headerNames, boolean bucketInPath) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        Set<String> telling = parameters(query < 0 ? "" : target.substring(query + 1));
        String call = method + (isBucket(path, bucketInPath) ? " bucket" : " object") + telling;
        Set<String> actions = new LinkedHashSet<>();
        actions.add(action(call, method + " " + target));
        for (String header : headerNames) {
            actions.addAll(ofHeader(header.toLowerCase(Locale.ROOT)));
        }
        return actions;
    }

    private static String action(String call, String request) {
        return switch (call) {
            case "GET bucket[]", "HEAD bucket[]" -> "s3:ListBucket";
            case "GET bucket[uploads]" -> "s3:ListBucketMultipartUploads";
            case "GET bucket[versioning]" -> "s3:GetBucketVersioning";
            case "GET bucket[lifecycle]" -> "s3:GetLifecycleConfiguration";
            case "GET bucket[location]" -> "s3:GetBucketLocation";
            case "GET bucket[versions]" -> "s3:ListBucketVersions";
            case "PUT bucket[]" -> "s3:CreateBucket";
            case "DELETE bucket[]" -> "s3:DeleteBucket";
            case "GET object[]", "HEAD object[]" -> "s3:GetObject";
            case "GET object[uploadid]" -> "s3:ListMultipartUploadParts";
            case "PUT object[]", "PUT object[uploadid]", "POST object[uploads]", "POST object[uploadid]" ->
                "s3:PutObject";
            case "POST bucket[delete]", "DELETE object[]" -> "s3:DeleteObject";
            case "DELETE object[uploadid]" -> "s3:AbortMultipartUpload";
            default -> "unknown: " + request;
        };
    }

    private static Set<String> ofHeader(String name) {
        if (name.equals("x-amz-copy-source")) {
            return Set.of("s3:GetObject");
        }
        if (name.equals("x-amz-acl") || name.startsWith("x-amz-grant-")) {
            return Set.of("s3:PutObjectAcl");
        }
        if (name.equals("x-amz-tagging")) {
            return Set.of("s3:PutObjectTagging");
        }
        return name.startsWith("x-amz-object-lock-") ? Set.of("s3:PutObjectRetention") : Set.of();
    }

    private static boolean isBucket(String path, boolean bucketInPath) {
        String rest = path.startsWith("/") ? path.substring(1) : path;
        if (!bucketInPath) {
            return rest.isEmpty();
        }
        int slash = rest.indexOf('/');
        return slash < 0 || slash == rest.length() - 1;
    }

    private static Set<String> parameters(String query) {
        return Stream.of(query.split("&", -1))
                .map(parameter -> parameter.replaceFirst("=.*", "").toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !HARMLESS.contains(name))
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
