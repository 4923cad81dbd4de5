package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.Parts.KEY;
import static org.holdfast.backends.s3.Parts.leaveParts;
import static org.holdfast.backends.s3.Parts.sum;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.s3.Parts.Summing;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class PutVerificationTest extends OnOneSite {
    private static final Pattern CHECKSUM = Pattern.compile("checksum|crc32|trailer", Pattern.CASE_INSENSITIVE);

    @Test
    void whatArrivesDamagedIsSentOnceMore() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(2 * PART, 1);
            place.requests().on(new WrongTags(1));
            place.store().put(KEY, source(Arrays.copyOf(content, 1000)));
            assertThat(place.requests().names()).containsExactly("PutObject", "PutObject");
            place.requests().on(new WrongTags(1));
            place.store().put(KEY, source(content));
            assertThat(place.requests().count(UploadPartRequest.class)).isEqualTo(3);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void whatArrivesDamagedTwiceIsAnError() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            for (int size : new int[] {1000, 2 * PART}) {
                WrongTags wrong = new WrongTags(2);
                place.requests().on(wrong);
                assertThatThrownBy(() -> place.store().put(KEY, source(bytes(size, 1))))
                        .isInstanceOf(PermanentStoreException.class)
                        .hasMessageContaining("arrived damaged");
                assertThat(wrong.left).hasNonPositiveValue();
            }
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void withoutVerifyingNothingIsCompared() throws Exception {
        String bucket = site.server().newBucket();
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), false)) {
            place.requests().on(new WrongTags(100));
            place.store().put(KEY, source(bytes(1000, 1)));
            assertThat(place.requests().all(PutObjectRequest.class)).allMatch(request -> request.contentMD5() == null);
            assertThat(place.requests().names()).containsExactly("PutObject");
        }
    }

    @Test
    void sumsAreSentAlong() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().without(Ability.MD5_TAG))) {
            place.store().put(KEY, source(bytes(1000, 1)));
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            assertThat(place.requests().all(PutObjectRequest.class)).allMatch(request -> request.contentMD5() != null);
            assertThat(place.requests().all(UploadPartRequest.class))
                    .hasSize(2)
                    .allMatch(request -> request.contentMD5() != null);
        }
    }

    @Test
    void anObjectOfPartsWithARandomTagIsCheckedByItsSize() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            AtomicInteger changed = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof CompleteMultipartUploadResponse complete) {
                        changed.incrementAndGet();
                        return complete.toBuilder().eTag("\"random\"").build();
                    }
                    return response;
                }
            });
            assertThat(place.store().put(KEY, source(bytes(2 * PART, 1)))).contains("random");
            assertThat(changed).hasValue(1);
            assertThat(place.requests().count(HeadObjectRequest.class)).isEqualTo(1);
        }
    }

    @Test
    void aHeadWithoutALengthIsAFailureWithAName() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(1000, 1)));
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof HeadObjectResponse head) {
                        hits.incrementAndGet();
                        return head.toBuilder().contentLength(null).build();
                    }
                    if (response instanceof CompleteMultipartUploadResponse complete) {
                        return complete.toBuilder().eTag("\"random\"").build();
                    }
                    return response;
                }
            });
            assertThatThrownBy(() -> place.store().stat(KEY))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("stat of dir/object failed: the service does not tell the object's size");
            assertThatThrownBy(() -> place.store().put(KEY, source(bytes(2 * PART, 1))))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("put of dir/object failed: the service does not tell the object's size");
            assertThat(hits).hasValue(2);
        }
    }

    @Test
    void whereMd5ProvesPartsNothingOfChecksumsIsSent() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        leaveParts(site, bucket, new TestProfile(), content);
        TestProfile plain = new TestProfile().copyCutoff(PART);
        try (TestSite.Place place = site.on(bucket, plain, new PartBuffers(8L * PART), true)) {
            Summing wire = new Summing();
            place.requests().on(wire);
            place.store().put(KEY, TestSite.Named.of(content));
            place.store().put(KEY, source(content));
            place.store().copy(KEY, key("copy"));
            assertThat(wire.given).hasPositiveValue();
            assertThat(place.requests().wired(UploadPartRequest.class)).hasSizeBetween(4, 5);
            assertThat(place.requests().wired(CompleteMultipartUploadRequest.class))
                    .hasSize(3)
                    .allMatch(sent -> sent.contains("<ETag>"));
            assertThat(place.requests().wired(SdkRequest.class))
                    .noneMatch(sent -> CHECKSUM.matcher(sent).find());
        }
    }

    @Test
    void whereAmazonChecksPartsAllOfThemAreNamedWithTheirChecksum() throws Exception {
        TestProfile amazon =
                new TestProfile().checksums(Profile.Checksums.DEFAULT).copyCutoff(PART);
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        leaveParts(site, bucket, amazon, content);
        try (TestSite.Place place = site.on(bucket, amazon, new PartBuffers(8L * PART), true)) {
            place.requests().on(new Summing());
            place.store().put(KEY, TestSite.Named.of(content));
            assertThat(place.requests().wired(CreateMultipartUploadRequest.class))
                    .isEmpty();
            assertThat(place.requests().wired(UploadPartRequest.class)).hasSizeBetween(1, 2);
            place.store().put(KEY, source(content));
            place.store().copy(KEY, key("copy"));
            assertThat(get(place.store(), key("copy"))).isEqualTo(content);
            assertThat(place.requests().wired(CreateMultipartUploadRequest.class))
                    .hasSize(2)
                    .allMatch(sent -> sent.contains("x-amz-checksum-algorithm=CRC32"));
            assertThat(place.requests().wired(UploadPartRequest.class))
                    .allMatch(sent -> sent.contains("x-amz-sdk-checksum-algorithm=CRC32"));
            assertThat(place.requests().wired(CompleteMultipartUploadRequest.class))
                    .hasSize(3)
                    .allSatisfy(sent -> assertThat(sent)
                            .contains(
                                    "<ChecksumCRC32>" + sum(1) + "<",
                                    "<ChecksumCRC32>" + sum(2) + "<",
                                    "<ChecksumCRC32>" + sum(3) + "<"));
        }
    }

    /// Gives the first answers a tag that is the MD5 of something else.
    private static final class WrongTags implements PlainRequests.Wire {
        private final AtomicInteger left;

        WrongTags(int count) {
            left = new AtomicInteger(count);
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            String wrong = "\"" + "0".repeat(32) + "\"";
            if (response instanceof PutObjectResponse put && left.getAndDecrement() > 0) {
                return put.toBuilder().eTag(wrong).build();
            }
            boolean first = request instanceof UploadPartRequest part && part.partNumber() == 1;
            if (response instanceof UploadPartResponse part && first && left.getAndDecrement() > 0) {
                return part.toBuilder().eTag(wrong).build();
            }
            return response;
        }
    }
}
