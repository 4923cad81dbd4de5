package org.holdfast.servers.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request as S3 understands it.
///
/// @param bucket empty if the request names none
/// @param key decoded; empty if the request is about a bucket
record S3Call(Kind kind, String bucket, String key) {
    /// What may be in the query of a listing; any other parameter names a sub-resource of the bucket.
    private static final Set<String> LISTING = Set.of(
            "list-type",
            "prefix",
            "delimiter",
            "marker",
            "max-keys",
            "encoding-type",
            "continuation-token",
            "start-after",
            "fetch-owner",
            "x-id");

    /// Sub-resources of an object, which are none of the calls told apart here.
    private static final Set<String> OBJECT_PARTS =
            Set.of("acl", "attributes", "legal-hold", "restore", "retention", "select", "tagging", "torrent");

    static S3Call of(Head request) {
        String target = request.word(1);
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Set<String> query = names(mark < 0 ? "" : target.substring(mark + 1));
        String virtual = virtualBucket(request.headers().first("Host").orElse(""));
        String named = virtual.isEmpty() ? path : "/" + virtual + path;
        int slash = named.indexOf('/', 1);
        String bucket = named.substring(Math.min(1, named.length()), slash < 0 ? named.length() : slash);
        String key = slash < 0 ? "" : decoded(named.substring(slash + 1));
        return new S3Call(kind(request, bucket, key, query), bucket, key);
    }

    private static Kind kind(Head request, String bucket, String key, Set<String> query) {
        if (bucket.isEmpty()) {
            return Kind.OTHER;
        }
        if (key.isEmpty()) {
            return ofBucket(request.word(0), query, request.word(1));
        }
        if (query.stream().anyMatch(OBJECT_PARTS::contains)) {
            return Kind.OTHER;
        }
        boolean copies = request.headers().has("x-amz-copy-source");
        return switch (request.word(0)) {
            case "PUT" -> query.contains("uploadId") ? part(copies) : whole(copies);
            case "GET" -> query.contains("uploadId") ? Kind.LIST_PARTS : Kind.GET_OBJECT;
            case "HEAD" -> Kind.HEAD_OBJECT;
            case "DELETE" -> query.contains("uploadId") ? Kind.ABORT_MULTIPART_UPLOAD : Kind.DELETE_OBJECT;
            case "POST" -> post(query);
            default -> Kind.OTHER;
        };
    }

    private static Kind part(boolean copies) {
        return copies ? Kind.UPLOAD_PART_COPY : Kind.UPLOAD_PART;
    }

    private static Kind whole(boolean copies) {
        return copies ? Kind.COPY_OBJECT : Kind.PUT_OBJECT;
    }

    private static Kind post(Set<String> query) {
        if (query.contains("uploads")) {
            return Kind.CREATE_MULTIPART_UPLOAD;
        }
        return query.contains("uploadId") ? Kind.COMPLETE_MULTIPART_UPLOAD : Kind.OTHER;
    }

    private static Kind ofBucket(String method, Set<String> query, String target) {
        return switch (method) {
            case "HEAD" -> Kind.HEAD_BUCKET;
            case "POST" -> query.contains("delete") ? Kind.DELETE_OBJECTS : Kind.OTHER;
            case "GET" -> lookAtBucket(query, target);
            default -> Kind.OTHER;
        };
    }

    private static Kind lookAtBucket(Set<String> query, String target) {
        if (query.contains("uploads")) {
            return Kind.LIST_MULTIPART_UPLOADS;
        }
        if (query.contains("versioning")) {
            return Kind.GET_BUCKET_VERSIONING;
        }
        if (query.contains("lifecycle")) {
            return Kind.GET_BUCKET_LIFECYCLE;
        }
        if (query.contains("location")) {
            return Kind.GET_BUCKET_LOCATION;
        }
        if (!LISTING.containsAll(query)) {
            return Kind.OTHER;
        }
        return target.contains("list-type=2") ? Kind.LIST_OBJECTS_V2 : Kind.LIST_OBJECTS;
    }

    /// The bucket in a host name: all before `.localhost` or `.s3.`, else the first label.
    /// Empty for an address and for a host of one label, which are endpoints.
    private static String virtualBucket(String host) {
        String name = host.replaceFirst(":\\d+$", "");
        if (name.startsWith("[") || name.matches("[0-9.]+") || name.indexOf('.') < 0) {
            return "";
        }
        return name.replaceFirst("\\.(localhost|s3[.-].*)$|(?<!\\.)\\.(?!.*\\.s3[.-])(?!.*\\.localhost$).*$", "");
    }

    private static Set<String> names(String query) {
        return Stream.of(query.split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.replaceFirst("=.*", ""))
                .collect(Collectors.toSet());
    }

    /// Percent signs only: a plus sign in a path is a plus sign. What is no valid escape stays as it is.
    private static String decoded(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean escape = c == '%'
                    && path.regionMatches(i, path, i, 3)
                    && path.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}");
            bytes.write(escape ? Integer.parseInt(path.substring(i + 1, i + 3), 16) : c);
            i += escape ? 2 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
