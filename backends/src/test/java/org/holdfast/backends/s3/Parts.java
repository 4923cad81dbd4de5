package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.TransientStoreException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// What the tests of uploads in parts have in common: uploads that break off, and services that sum parts or lose
/// answers.
final class Parts {
    static final ObjectKey KEY = key("dir/object");

    private Parts() {}

    /// Has an upload of three parts fail at the second.
    static void leaveParts(TestSite site, String bucket, TestProfile profile, byte[] content) throws IOException {
        try (TestSite.Place place = site.on(bucket, profile, new PartBuffers(8L * PART), true)) {
            place.requests().on(failing(2));
            assertThatThrownBy(() -> place.store().put(KEY, TestSite.Named.of(content)))
                    .isInstanceOf(TransientStoreException.class);
            assertThat(unfinished(place.store())).hasSize(1);
        }
    }

    /// Every request for the part of that number fails for the moment, for ever, but not before another part arrived.
    static PlainRequests.Wire failing(int number) {
        AtomicInteger arrived = new AtomicInteger();
        return new PlainRequests.Wire() {
            @Override
            public SdkResponse answered(SdkRequest request, SdkResponse response) {
                if (response instanceof UploadPartResponse) {
                    arrived.incrementAndGet();
                }
                return response;
            }

            @Override
            public void sending(SdkRequest request) {
                if (request instanceof UploadPartRequest part && part.partNumber() == number) {
                    while (arrived.get() == 0 && !Thread.currentThread().isInterrupted()) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    throw PlainRequests.error(503, "SlowDown");
                }
            }
        };
    }

    /// In place of the checksum of a part: its number.
    static String sum(int number) {
        return base64(number);
    }

    static String base64(int value) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt(value).array());
    }

    /// Gives parts checksums, as AWS does.
    static class Summing implements PlainRequests.Wire {
        final AtomicInteger given = new AtomicInteger();

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            given.incrementAndGet();
            if (request instanceof UploadPartRequest part && response instanceof UploadPartResponse answer) {
                return answer.toBuilder().checksumCRC32(sum(part.partNumber())).build();
            }
            if (request instanceof UploadPartCopyRequest part && response instanceof UploadPartCopyResponse answer) {
                return answer.toBuilder()
                        .copyPartResult(answer.copyPartResult().toBuilder()
                                .checksumCRC32(sum(part.partNumber()))
                                .build())
                        .build();
            }
            if (response instanceof ListPartsResponse page) {
                return page.toBuilder()
                        .parts(page.parts().stream()
                                .map(part -> part.toBuilder()
                                        .checksumCRC32(sum(part.partNumber()))
                                        .build())
                                .toList())
                        .build();
            }
            given.decrementAndGet();
            return response;
        }
    }

    /// The answer to the first request that completes an upload is lost, and the next one meets no upload; what is told
    /// of the object then is changed.
    static final class LostAnswer extends Summing {
        private final UnaryOperator<HeadObjectResponse> told;
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger gone = new AtomicInteger();

        LostAnswer(UnaryOperator<HeadObjectResponse> told) {
            this.told = told;
        }

        @Override
        public void sending(SdkRequest request) {
            if (request instanceof CompleteMultipartUploadRequest && lost.get() > 0) {
                gone.incrementAndGet();
                throw PlainRequests.error(404, "NoSuchUpload");
            }
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            if (response instanceof CompleteMultipartUploadResponse) {
                lost.incrementAndGet();
                throw PlainRequests.error(500, "InternalError");
            }
            return response instanceof HeadObjectResponse head ? told.apply(head) : super.answered(request, response);
        }
    }
}
