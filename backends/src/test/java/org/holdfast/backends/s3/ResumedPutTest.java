package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.holdfast.backends.s3.Parts.KEY;
import static org.holdfast.backends.s3.Parts.failing;
import static org.holdfast.backends.s3.Parts.leaveParts;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class ResumedPutTest extends OnOneSite {
    @Test
    void whatAnEarlierRunLeftIsNotSentAgain() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(6 * PART + 7, 1);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            place.requests().on(failing(4));
            assertThatThrownBy(() -> place.store().put(KEY, TestSite.Named.of(content)))
                    .isInstanceOf(TransientStoreException.class);
            assertThat(unfinished(place.store())).hasSize(1);
        }
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            // As listed: a part that was on its way when the first run ended may still have arrived.
            AtomicInteger listed = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof ListPartsResponse parts) {
                        listed.set(parts.parts().size());
                    }
                    return response;
                }
            });
            place.store().put(KEY, TestSite.Named.of(content));
            assertThat(listed.get()).isBetween(1, 6);
            assertThat(place.requests().count(UploadPartRequest.class)).isEqualTo(7 - listed.get());
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isZero();
            assertThat(get(place.store(), KEY)).isEqualTo(content);
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void anInterruptedUploadOfNamedBytesIsGoneOnWith() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(6 * PART, 1);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(2L * PART), true)) {
            AtomicInteger arrived = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof UploadPartResponse) {
                        arrived.incrementAndGet();
                    }
                    return response;
                }
            });
            Throwable thrown =
                    catchThrowable(() -> place.store().put(KEY, new TestSite.Named(content, "1", (all, out) -> {
                        out.write(all, 0, 3 * PART + 1);
                        while (arrived.get() < 2) {
                            LockSupport.parkNanos(1_000_000);
                        }
                        Thread.currentThread().interrupt();
                        out.write(all, 3 * PART + 1, 3 * PART - 1);
                    })));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(InterruptedIOException.class);
        }
        int there = left(bucket).size();
        assertThat(there).isBetween(2, 3);
        // What changed under a name that says it did not, must arrive as it is now.
        content[PART + 1] ^= 1;
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            place.store().put(KEY, TestSite.Named.of(content));
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isZero();
            assertThat(place.requests().count(UploadPartRequest.class)).isBetween(6L - there, 5L);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void aFailureOfTheSourceLeavesNothingThoughItsBytesHaveAName() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            IOException own = new IOException("on purpose");
            assertThatThrownBy(() -> place.store().put(KEY, new TestSite.Named(bytes(4 * PART, 1), "1", (all, out) -> {
                        out.write(all);
                        throw own;
                    })))
                    .isSameAs(own);
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void whatCannotBeGoneOnWithIsSentFromItsBeginning() throws Exception {
        byte[] content = bytes(3 * PART, 1);
        for (Class<? extends SdkRequest> refused :
                List.of(ListMultipartUploadsRequest.class, ListPartsRequest.class, UploadPartRequest.class)) {
            String bucket = site.server().newBucket();
            leaveParts(site, bucket, new TestProfile(), content);
            try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
                AtomicInteger hits = new AtomicInteger();
                place.requests().on(new PlainRequests.Wire() {
                    @Override
                    public void sending(SdkRequest request) {
                        if (refused.isInstance(request) && hits.getAndIncrement() == 0) {
                            boolean part = request instanceof UploadPartRequest;
                            throw PlainRequests.error(part ? 404 : 501, part ? "NoSuchUpload" : "NotImplemented");
                        }
                    }
                });
                place.store().put(KEY, TestSite.Named.of(content));
                assertThat(hits.get()).isPositive();
                assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                        .isEqualTo(1);
                assertThat(get(place.store(), KEY)).isEqualTo(content);
            }
        }
    }

    @Test
    void asksOnceWhatEarlierRunsLeft() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        leaveParts(site, bucket, new TestProfile(), content);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            for (String other : List.of("a", "b", "c")) {
                place.store().put(ObjectKey.of(other), TestSite.Named.of(content));
            }
            place.store().put(KEY, TestSite.Named.of(content));
            assertThat(place.requests().count(ListMultipartUploadsRequest.class))
                    .isEqualTo(1);
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isEqualTo(3);
            assertThat(place.requests().count(UploadPartRequest.class)).isBetween(3L * 3, 3L * 3 + 2);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void asksForEachKeyWhereOnlyThatIsAnswered() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        TestProfile profile = new TestProfile().without(Ability.LIST_UPLOADS);
        leaveParts(site, bucket, profile, content);
        try (TestSite.Place place = site.on(bucket, profile, new PartBuffers(8L * PART), true)) {
            place.store().put(ObjectKey.of("a"), TestSite.Named.of(content));
            place.store().put(KEY, TestSite.Named.of(content));
            assertThat(place.requests().count(ListMultipartUploadsRequest.class))
                    .isEqualTo(2);
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isEqualTo(1);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    private List<Part> left(String bucket) throws IOException {
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            String id = unfinished(place.store()).getFirst().id();
            return place.requests()
                    .send(
                            Operation.LIST,
                            KEY,
                            client -> client.listParts(request -> request.bucket(bucket)
                                    .key("site/" + KEY.text())
                                    .uploadId(id)))
                    .parts();
        }
    }
}
