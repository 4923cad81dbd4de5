package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PutTest {
    private static final ObjectKey KEY = key("dir/object");
    private static final Pattern CHECKSUM = Pattern.compile("checksum|crc32|trailer", Pattern.CASE_INSENSITIVE);

    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void whatFitsIntoOnePartIsOneRequest() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            for (int size : new int[] {0, 1, 100_000, PART}) {
                byte[] content = bytes(size, size);
                Optional<String> tag = place.store().put(KEY, source(content));
                assertThat(place.requests().names()).containsExactly("PutObject");
                assertThat(tag).contains(Tag.hex(Tag.md5(content, size)));
                assertThat(get(place.store(), KEY)).isEqualTo(content);
                place.requests().names();
            }
        }
    }

    @Test
    void whatIsLargerIsSentInPartsOfOneSize() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(3 * PART + 5, 1);
            for (long expected : new long[] {content.length, PART * 2L, 10L * PART, ByteSource.UNKNOWN_SIZE}) {
                Optional<String> tag = place.store().put(KEY, ByteSource.sized(expected, out -> out.write(content)));
                List<Integer> numbers = place.requests().all(UploadPartRequest.class).stream()
                        .map(UploadPartRequest::partNumber)
                        .sorted()
                        .toList();
                if (expected != ByteSource.UNKNOWN_SIZE) {
                    assertThat(numbers).containsExactly(1, 2, 3, 4);
                    assertThat(tag.orElseThrow()).endsWith("-4");
                }
                assertThat(place.requests().count(HeadObjectRequest.class)).isZero();
                assertThat(get(place.store(), KEY)).isEqualTo(content);
                assertThat(place.store().stat(KEY).orElseThrow().tag()).isEqualTo(tag);
                place.requests().names();
            }
        }
    }

    @Test
    void anObjectThatOutgrowsItsSmallBufferStartsOver() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            AtomicInteger calls = new AtomicInteger();
            byte[] content = bytes(500_000, 1);
            place.store().put(KEY, ByteSource.sized(10, out -> {
                calls.incrementAndGet();
                out.write(content);
            }));
            assertThat(calls).hasValue(2);
            assertThat(place.requests().names()).containsExactly("PutObject");
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void whatCannotFitIsRefusedBeforeAByteIsRead() {
        TestProfile small = new TestProfile().maxParts(4).maxPartSize(2L * PART).maxObjectSize(20L * PART);
        try (TestSite.Place place = site.place(small)) {
            for (long expected : new long[] {8L * PART + 1, 21L * PART}) {
                AtomicInteger calls = new AtomicInteger();
                assertThatThrownBy(
                                () -> place.store().put(KEY, ByteSource.sized(expected, _ -> calls.incrementAndGet())))
                        .isInstanceOfSatisfying(PermanentStoreException.class, e -> assertThat(e.hint())
                                .contains("rsync"))
                        .hasMessageContaining("cannot fit");
                assertThat(calls).hasValue(0);
            }
            assertThat(place.requests().names()).isEmpty();
        }
    }

    @Test
    void whatTurnsOutTooLongIsAborted() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().maxParts(3).maxPartSize(PART))) {
            byte[] content = bytes(3 * PART + 1, 1);
            assertThatThrownBy(() -> place.store().put(KEY, ByteSource.sized(PART, out -> out.write(content))))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessageContaining("does not fit");
            assertThat(place.requests().count(AbortMultipartUploadRequest.class))
                    .isEqualTo(1);
            assertThat(unfinished(place.store())).isEmpty();
            assertThat(place.store().stat(KEY)).isEmpty();
            place.store().put(KEY, source(Arrays.copyOf(content, 3 * PART)));
        }
    }

    @Test
    void aFailedUploadIsAborted() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            IOException own = new IOException("on purpose");
            assertThatThrownBy(() -> place.store().put(KEY, ByteSource.sized(6 * PART, out -> {
                        out.write(bytes(6 * PART, 1));
                        throw own;
                    })))
                    .isSameAs(own);
            assertThat(place.requests().count(AbortMultipartUploadRequest.class))
                    .isEqualTo(1);
            assertThat(unfinished(place.store())).isEmpty();
            place.requests().on(failing(3));
            assertThatThrownBy(() -> place.store().put(KEY, source(bytes(6 * PART, 1))))
                    .isInstanceOf(TransientStoreException.class);
            assertThat(unfinished(place.store())).isEmpty();
            assertThat(place.store().stat(KEY)).isEmpty();
        }
    }

    @Test
    void anInterruptedUploadIsAborted() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            Throwable thrown = catchThrowable(() -> place.store().put(KEY, ByteSource.sized(6 * PART, out -> {
                out.write(bytes(3 * PART, 1));
                Thread.currentThread().interrupt();
                out.write(bytes(3 * PART, 1));
            })));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(InterruptedIOException.class).hasNoSuppressedExceptions();
            assertThat(place.requests().count(AbortMultipartUploadRequest.class))
                    .isEqualTo(1);
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

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
    void aLostAnswerToTheLastRequestIsNoFailure() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            AtomicInteger lost = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CompleteMultipartUploadRequest && lost.get() > 0) {
                        throw PlainRequests.error(404, "NoSuchUpload");
                    }
                }

                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof CompleteMultipartUploadResponse) {
                        lost.incrementAndGet();
                        throw PlainRequests.error(503, "ServiceUnavailable");
                    }
                    return response;
                }
            });
            byte[] content = bytes(2 * PART, 1);
            Optional<String> tag = place.store().put(KEY, source(content));
            assertThat(lost).hasValue(1);
            assertThat(place.store().stat(KEY).orElseThrow().tag()).isEqualTo(tag);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void anUploadThatVanishedIsAFailureThoughThereIsAnObject() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CompleteMultipartUploadRequest) {
                        throw PlainRequests.error(404, "NoSuchUpload");
                    }
                }
            });
            assertThatThrownBy(() -> place.store().put(KEY, source(bytes(2 * PART, 2))))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("is gone");
        }
    }

    @Test
    void aLostAnswerIsNoFailureThoughTheTagSaysNothing() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                    .eTag("\"random\"")
                    .lastModified(head.lastModified().plusSeconds(2))
                    .build());
            place.requests().on(wire);
            byte[] content = bytes(2 * PART, 2);
            assertThat(place.store().put(KEY, source(content))).contains("random");
            assertThat(wire.lost).hasValue(1);
            assertThat(wire.gone).hasValue(1);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void aLostAnswerToAnUploadThatWasGoneOnWithIsNoFailure() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        leaveParts(bucket, new TestProfile(), content);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                    .eTag("\"random\"")
                    .lastModified(head.lastModified().plusSeconds(2))
                    .build());
            place.requests().on(wire);
            assertThat(place.store().put(KEY, TestSite.Named.of(content))).contains("random");
            assertThat(wire.gone).hasValue(1);
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isZero();
        }
    }

    /// With a tag that says nothing, whatever is not surely newer, or is not as large, is not what was sent.
    @Test
    void anotherObjectIsNotTakenForTheOneThatWasSent() throws Exception {
        List<UnaryOperator<HeadObjectResponse>> others = List.of(
                head -> head.toBuilder().eTag("\"random\"").build(),
                head -> head.toBuilder().eTag("\"random\"").lastModified(null).build(),
                head -> head.toBuilder()
                        .eTag("\"random\"")
                        .lastModified(head.lastModified().plusSeconds(2))
                        .contentLength(2L * PART - 1)
                        .build());
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            for (UnaryOperator<HeadObjectResponse> other : others) {
                LostAnswer wire = new LostAnswer(other);
                wire.lost.set(1);
                place.requests().on(wire);
                assertThatThrownBy(() -> place.store().put(KEY, source(bytes(2 * PART, 2))))
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("is gone");
                assertThat(wire.gone).hasValue(1);
            }
        }
    }

    /// As AWS does where it encrypts by keys of its key service: the tag is made up, and the date is that of the
    /// beginning.
    @Test
    void anObjectOfPartsIsKnownByItsChecksum() throws Exception {
        TestProfile amazon = new TestProfile().checksums(Profile.Checksums.DEFAULT);
        try (TestSite.Place place = site.place(amazon)) {
            CRC32 all = new CRC32();
            all.update(Base64.getDecoder().decode(sum(1)));
            all.update(Base64.getDecoder().decode(sum(2)));
            String whole = base64((int) all.getValue()) + "-2";
            for (String told : List.of(whole, sum(1) + "-2")) {
                LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                        .eTag("\"random\"")
                        .lastModified(Instant.EPOCH)
                        .checksumCRC32(told)
                        .build());
                place.requests().on(wire);
                Throwable thrown = catchThrowable(() -> place.store().put(KEY, source(bytes(2 * PART, 1))));
                assertThat(wire.gone).hasValue(1);
                if (told.equals(whole)) {
                    assertThat(thrown).isNull();
                } else {
                    assertThat(thrown).isInstanceOf(TransientStoreException.class);
                }
            }
            assertThat(place.requests().wired(HeadObjectRequest.class))
                    .isNotEmpty()
                    .allMatch(sent -> sent.contains("x-amz-checksum-mode"));
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
        leaveParts(bucket, new TestProfile(), content);
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
        leaveParts(bucket, amazon, content);
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
                    .allMatch(sent -> sent.contains("x-amz-checksum-algorithm=[CRC32]"));
            assertThat(place.requests().wired(UploadPartRequest.class))
                    .allMatch(sent -> sent.contains("x-amz-sdk-checksum-algorithm=[CRC32]"));
            assertThat(place.requests().wired(CompleteMultipartUploadRequest.class))
                    .hasSize(3)
                    .allSatisfy(sent -> assertThat(sent)
                            .contains(
                                    "<ChecksumCRC32>" + sum(1) + "<",
                                    "<ChecksumCRC32>" + sum(2) + "<",
                                    "<ChecksumCRC32>" + sum(3) + "<"));
        }
    }

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
            leaveParts(bucket, new TestProfile(), content);
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
        leaveParts(bucket, new TestProfile(), content);
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
        leaveParts(bucket, profile, content);
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

    /// Has an upload of three parts fail at the second.
    private void leaveParts(String bucket, TestProfile profile, byte[] content) throws IOException {
        try (TestSite.Place place = site.on(bucket, profile, new PartBuffers(8L * PART), true)) {
            place.requests().on(failing(2));
            assertThatThrownBy(() -> place.store().put(KEY, TestSite.Named.of(content)))
                    .isInstanceOf(TransientStoreException.class);
            assertThat(unfinished(place.store())).hasSize(1);
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

    /// Every request for the part of that number fails for the moment, for ever, but not before another part arrived.
    private static PlainRequests.Wire failing(int number) {
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
    private static String sum(int number) {
        return base64(number);
    }

    private static String base64(int value) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt(value).array());
    }

    /// Gives parts checksums, as AWS does.
    private static class Summing implements PlainRequests.Wire {
        private final AtomicInteger given = new AtomicInteger();

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
    private static final class LostAnswer extends Summing {
        private final UnaryOperator<HeadObjectResponse> told;
        private final AtomicInteger lost = new AtomicInteger();
        private final AtomicInteger gone = new AtomicInteger();

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
