package org.holdfast.backends.s3;

import java.io.IOException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// One plain request for each operation of a store.
final class Asked {
    static final ObjectKey KEY = ObjectKey.of("a/key");
    private static final String BUCKET = "the-bucket";
    private static final String NAME = "the/prefix/a/key";

    private Asked() {}

    static Object send(Requests requests, Operation operation) throws IOException {
        return requests.send(operation, operation == Operation.LIST ? ObjectKey.ROOT : KEY, call(operation));
    }

    private static Requests.Call<Object> call(Operation operation) {
        return switch (operation) {
            case PUT -> client -> put(client, new byte[] {1, 2, 3});
            case GET ->
                client -> client.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key(NAME));
            case STAT ->
                client -> client.headObject(request -> request.bucket(BUCKET).key(NAME));
            case LIST -> client -> client.listObjectsV2(request -> request.bucket(BUCKET));
            case COPY ->
                client -> client.copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey(NAME)
                        .destinationBucket(BUCKET)
                        .destinationKey(NAME + "2"));
            case DELETE ->
                client -> client.deleteObject(request -> request.bucket(BUCKET).key(NAME));
            case FLUSH ->
                client -> client.completeMultipartUpload(request -> request.bucket(BUCKET)
                        .key(NAME)
                        .uploadId("up")
                        .multipartUpload(upload -> upload.parts(
                                CompletedPart.builder().partNumber(1).eTag("e").build())));
        };
    }

    static Object put(S3Client client, byte[] content) {
        return client.putObject(request -> request.bucket(BUCKET).key(NAME), RequestBody.fromBytes(content));
    }
}
