package org.holdfast.backends.s3.wire;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/// The SDK's client, as far as backups need it, without the SDK's way of sending. A request is tried once. Whatever
/// the service refuses is an [S3Exception], and whatever gets no answer an [SdkClientException] with its cause, as the
/// SDK has it. What a request says that cannot be written is an [UnsupportedOperationException]. Thread-safe.
public final class WireClient implements S3Client {
    private static final String PARTIAL = "-";

    private final Wire wire;
    private final AwsCredentialsProvider credentials;
    private final InstantSource clock;
    private final Target target;
    private final RequestWriter writer;
    private final AnswerReader reader;

    /// @param credentials asked for each request; whatever it throws is thrown
    /// @param clock for signatures
    public WireClient(Wire wire, AwsCredentialsProvider credentials, InstantSource clock, Target target) {
        this.wire = wire;
        this.credentials = credentials;
        this.clock = clock;
        this.target = target;
        this.writer = new RequestWriter(target);
        this.reader = new AnswerReader();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        return ask(Call.ABORT_UPLOAD, request, AbortMultipartUploadResponse.builder());
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        return ask(Call.COMPLETE_UPLOAD, request, CompleteMultipartUploadResponse.builder());
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        return ask(Call.CREATE_UPLOAD, request, CreateMultipartUploadResponse.builder());
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        return ask(Call.DELETE, request, DeleteObjectResponse.builder());
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        return ask(Call.DELETE_MANY, request, DeleteObjectsResponse.builder());
    }

    @Override
    public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
            GetBucketLifecycleConfigurationRequest request) {
        return ask(Call.LIFECYCLE, request, GetBucketLifecycleConfigurationResponse.builder());
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        return ask(Call.VERSIONING, request, GetBucketVersioningResponse.builder());
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        return ask(Call.HEAD, request, HeadBucketResponse.builder());
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return ask(Call.HEAD, request, HeadObjectResponse.builder());
    }

    @Override
    public ListPartsResponse listParts(ListPartsRequest request) {
        return ask(Call.LIST_PARTS, request, ListPartsResponse.builder());
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return PlainNames.of(ask(Call.LIST, request, ListObjectsResponse.builder()));
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        return PlainNames.of(ask(Call.LIST_V2, request, ListObjectsV2Response.builder()));
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return PlainNames.of(ask(Call.LIST_UPLOADS, request, ListMultipartUploadsResponse.builder()));
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        return ask(Call.PUT, request, Optional.of(Content.of(body)), PutObjectResponse.builder());
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        return ask(Call.PUT, request, Optional.of(Content.of(body)), UploadPartResponse.builder());
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        return ask(Call.COPY, request, CopyObjectResponse.builder());
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        return ask(Call.COPY, request, UploadPartCopyResponse.builder());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        return getObject(request, (answer, body) -> new ResponseInputStream<>(answer, body, Duration.ZERO));
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        GetObjectRequest asked = target.checksums()
                ? request.toBuilder().checksumMode(ChecksumMode.ENABLED).build()
                : request;
        try {
            Incoming answer = exchange(Call.GET, asked, Optional.empty());
            if (!answer.head().isSuccessful()) {
                throw reader.refusal(answer);
            }
            GetObjectResponse head = reader.headed(answer.head(), GetObjectResponse.builder());
            return transformer.transform(head, checked(head, answer.body()));
        } catch (SdkException e) {
            throw e;
        } catch (Exception e) {
            throw SdkClientException.create(String.valueOf(e.getMessage()), e);
        }
    }

    /// Of a part of an object, and of an object of parts, the sum is not that of the bytes that come.
    private static AbortableInputStream checked(GetObjectResponse head, AbortableInputStream body) {
        String sum = head.checksumCRC32();
        boolean comparable = sum != null && !sum.contains(PARTIAL) && head.contentRange() == null;
        return comparable ? AbortableInputStream.create(new SummedInput(body, sum), body) : body;
    }

    private <R extends S3Response, B extends S3Response.Builder & SdkPojo & SdkBuilder<B, R>> R ask(
            Call call, SdkPojo request, B builder) {
        return ask(call, request, Optional.empty(), builder);
    }

    private <R extends S3Response, B extends S3Response.Builder & SdkPojo & SdkBuilder<B, R>> R ask(
            Call call, SdkPojo request, Optional<Content> body, B builder) {
        try {
            return reader.read(exchange(call, request, body), builder);
        } catch (IOException e) {
            throw SdkClientException.create(String.valueOf(e.getMessage()), e);
        }
    }

    private Incoming exchange(Call call, SdkPojo request, Optional<Content> body) throws IOException {
        return wire.exchange(writer.write(call, request, body, credentials.resolveCredentials(), clock.instant()));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /// Wire and credentials stay open.
    @Override
    public void close() {}
}
