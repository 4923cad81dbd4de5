package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.holdfast.servers.IamActions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IamActionsTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /b?list-type=2&prefix=a%2F, s3:ListBucket",
        "GET, /b/?marker=x, s3:ListBucket",
        "GET, /b?prefix=a&uploads, s3:ListBucketMultipartUploads",
        "GET, /b?versioning, s3:GetBucketVersioning",
        "GET, /b?lifecycle, s3:GetLifecycleConfiguration",
        "GET, /b/a/b, s3:GetObject",
        "HEAD, /b/a, s3:GetObject",
        "PUT, /b/a?x-id=PutObject, s3:PutObject",
        "PUT, /b/a?partNumber=1&uploadId=x%3D, s3:PutObject",
        "POST, /b/a?uploads, s3:PutObject",
        "POST, /b/a?uploadId=x, s3:PutObject",
        "GET, /b/a?uploadId=x, s3:ListMultipartUploadParts",
        "DELETE, /b/a?uploadId=x, s3:AbortMultipartUpload",
        "DELETE, /b/a, s3:DeleteObject",
        "POST, /b?delete, s3:DeleteObject",
        "GET, /b/a?acl, unknown: GET /b/a?acl",
        "DELETE, /b/a?versionId=3, unknown: DELETE /b/a?versionId=3",
        "PUT, /b?policy, unknown: PUT /b?policy"
    })
    void knowsTheActionOfACall(String method, String target, String action) {
        assertThat(IamActions.of(method, target, Set.of("Host"), true)).containsExactly(action);
        if (!action.startsWith("unknown")) {
            String virtual = target.replaceFirst("^/b/?", "/");
            assertThat(IamActions.of(method, virtual, Set.of(), false)).containsExactly(action);
        }
    }

    @Test
    void headersTakePermissionsToo() {
        assertThat(IamActions.of("PUT", "/b/a", Set.of("X-Amz-Copy-Source"), true))
                .containsExactly("s3:PutObject", "s3:GetObject");
        assertThat(IamActions.of("PUT", "/b/a", Set.of("x-amz-acl"), true))
                .containsExactly("s3:PutObject", "s3:PutObjectAcl");
    }
}
