package org.holdfast.servers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3CallTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        PUT /b/k                                | PUT_OBJECT
        PUT /b/k?x-id=PutObject                 | PUT_OBJECT
        PUT /b/k?partNumber=1&uploadId=u        | UPLOAD_PART
        COPY /b/k?partNumber=1&uploadId=u       | UPLOAD_PART_COPY
        COPY /b/k                               | COPY_OBJECT
        POST /b/k?uploads                       | CREATE_MULTIPART_UPLOAD
        POST /b/k?uploads=                      | CREATE_MULTIPART_UPLOAD
        POST /b/k?uploadId=u                    | COMPLETE_MULTIPART_UPLOAD
        DELETE /b/k?uploadId=u                  | ABORT_MULTIPART_UPLOAD
        GET /b/?uploads                         | LIST_MULTIPART_UPLOADS
        GET /b?uploads&prefix=p                 | LIST_MULTIPART_UPLOADS
        GET /b/k?uploadId=u                     | LIST_PARTS
        GET /b/k                                | GET_OBJECT
        GET /b/k?partNumber=1                   | GET_OBJECT
        HEAD /b/k                               | HEAD_OBJECT
        HEAD /b                                 | HEAD_BUCKET
        HEAD /b/                                | HEAD_BUCKET
        GET /b?list-type=2&prefix=a             | LIST_OBJECTS_V2
        GET /b/?list-type=2                     | LIST_OBJECTS_V2
        GET /b?prefix=a&marker=m                | LIST_OBJECTS
        GET /b                                  | LIST_OBJECTS
        DELETE /b/k                             | DELETE_OBJECT
        POST /b?delete                          | DELETE_OBJECTS
        GET /b?versioning                       | GET_BUCKET_VERSIONING
        GET /b?lifecycle                        | GET_BUCKET_LIFECYCLE
        GET /b?location                         | GET_BUCKET_LOCATION
        GET /b?policy                           | OTHER
        GET /b/k?tagging                        | OTHER
        PUT /b                                  | OTHER
        DELETE /b                               | OTHER
        GET /                                   | OTHER
        OPTIONS /b/k                            | OTHER
        """)
    void tellsTheCallsApart(String line, Kind kind) {
        String[] words = line.split(" ", 2);
        assertThat(call(words[0], words[1], "127.0.0.1:9000").kind()).isEqualTo(kind);
        if (words[1].startsWith("/b")) {
            String rest = words[1].substring(2);
            S3Call virtual = call(words[0], rest.startsWith("/") ? rest : "/" + rest, "b.s3.eu-west-1.amazonaws.com");
            assertThat(virtual.kind()).isEqualTo(kind);
            assertThat(virtual.bucket()).isEqualTo("b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80,                  /b/x/y,         b,     x/y",
        "localhost,                     /b/a%20b+c,     b,     a b+c",
        "[::1]:80,                      /b/%C3%A4%25,   b,     ä%",
        "my.b.localhost:9000,           /k,             my.b,  k",
        "my.b.s3.amazonaws.com,         /k,             my.b,  k",
        "b.s3-eu-west-1.amazonaws.com,  /k,             b,     k",
        "b.objects.example.org,         /k,             b,     k",
        "127.0.0.1,                     /b//k,          b,     /k",
        "127.0.0.1,                     /b/%zz,         b,     %zz",
    })
    void findsBucketAndKey(String host, String path, String bucket, String key) {
        S3Call call = call("GET", path, host);
        assertThat(call.bucket()).isEqualTo(bucket);
        assertThat(call.key()).isEqualTo(key);
    }

    private static S3Call call(String method, String target, String host) {
        Headers headers = Headers.none().with("host", host);
        return S3Call.of(
                method.equals("COPY")
                        ? new Head("PUT " + target + " HTTP/1.1", headers.with("X-Amz-Copy-Source", "b/o"))
                        : new Head(method + " " + target + " HTTP/1.1", headers));
    }
}
