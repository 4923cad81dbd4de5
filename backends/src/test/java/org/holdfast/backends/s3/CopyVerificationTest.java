package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.list;
import static org.holdfast.backends.s3.TestSite.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.holdfast.backends.ObjectKey;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

class CopyVerificationTest extends OnOneSite {
    private static final ObjectKey FROM = key("from/object");
    private static final ObjectKey TO = key("to/object");

    @Test
    void aCopyWithoutATagIsSentAgain() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Untagging wire = new Untagging(1);
            place.requests().on(wire);
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(wire.left).hasValue(-1);
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aCopyThatNeverHasATagIsNotBelieved() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.requests().on(new Untagging(100));
            place.requests().names();
            place.store().copy(FROM, TO);
            // As often as one request is tried.
            assertThat(place.requests().names())
                    .containsExactly("CopyObject", "CopyObject", "CopyObject", "GetObject", "HeadObject", "PutObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aRangeWithoutATagIsSentAgain() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Untagging wire = new Untagging(1);
            place.requests().on(wire);
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(wire.left.get()).isNegative();
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "HeadObject",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    /// Takes the tag out of the first answers to copies.
    private static final class Untagging implements PlainRequests.Wire {
        private final AtomicInteger left;

        Untagging(int times) {
            this.left = new AtomicInteger(times);
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            return switch (response) {
                case CopyObjectResponse copy
                when left.getAndDecrement() > 0 ->
                    copy.toBuilder()
                            .copyObjectResult(result -> result.eTag(null))
                            .build();
                case UploadPartCopyResponse copy
                when left.getAndDecrement() > 0 ->
                    copy.toBuilder().copyPartResult(result -> result.eTag(null)).build();
                default -> response;
            };
        }
    }

    /// Gives the first answers to copies the tag of other bytes, as if a service had damaged them.
    private static final class WrongTags implements PlainRequests.Wire {
        private final AtomicInteger left;
        private final UnaryOperator<CopyObjectResponse.Builder> more;

        WrongTags(int times) {
            this(times, UnaryOperator.identity());
        }

        WrongTags(int times, UnaryOperator<CopyObjectResponse.Builder> more) {
            this.left = new AtomicInteger(times);
            this.more = more;
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            if (!(response instanceof CopyObjectResponse copy) || left.getAndDecrement() <= 0) {
                return response;
            }
            String wrong = "\"" + "0".repeat(32) + "\"";
            return more.apply(copy.toBuilder().copyObjectResult(result -> result.eTag(wrong)))
                    .build();
        }
    }

    @Test
    void aCopyThatArrivesDamagedIsMadeOnceMore() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.requests().on(new WrongTags(1));
            place.requests().names();
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject");
            assertThat(place.requests().news()).isEmpty();
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aCopyThatArrivesDamagedTwiceIsPutAgainAndReportedOnce() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.requests().on(new WrongTags(2));
            place.requests().names();
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject", "PutObject");
            place.store().copy(FROM, key("to/other"), Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("PutObject");
            assertThat(place.requests().news()).singleElement().asString().contains("arrived damaged twice");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    /// As in an unchanged run, which puts nothing.
    @Test
    void anOriginalThatWasListedIsKnownByItsTag() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(50_000, 1);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            place.store().put(FROM, source(content));
        }
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            place.requests().on(new WrongTags(2));
            place.store().copy(FROM, key("to/unknown"));
            assertThat(place.requests().names()).containsExactly("CopyObject");
            assertThat(list(place.store(), "from")).containsExactly(FROM.text());
            place.store().copy(FROM, TO);
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject", "ListObjectsV2");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aCopyIsComparedWithWhatTheOriginalIsNow() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            for (byte[] content : List.of(bytes(1000, 1), bytes(1000, 2), bytes(2 * PART, 3), bytes(1000, 4))) {
                place.store().put(FROM, source(content));
                place.requests().names();
                place.store().copy(FROM, TO);
                assertThat(place.requests().names()).doesNotContain("PutObject", "GetObject");
                place.store().copy(TO, key("third"));
                assertThat(get(place.store(), key("third"))).isEqualTo(content);
            }
            assertThat(place.requests().news()).isEmpty();
        }
    }

    @Test
    void whereTagsSayNothingOfBytesTheyAreNotCompared() throws Exception {
        TestProfile profile = new TestProfile();
        List<WrongTags> sealing = List.of(
                new WrongTags(9, copy -> copy.serverSideEncryption(ServerSideEncryption.AWS_KMS)),
                new WrongTags(9, copy -> copy.sseCustomerAlgorithm("AES256")));
        for (WrongTags wire : sealing) {
            try (TestSite.Place place = site.place(profile)) {
                assertOneCopyWith(wire, place);
            }
        }
        try (TestSite.Place place = site.place(new TestProfile().without(Ability.MD5_TAG))) {
            assertOneCopyWith(new WrongTags(9), place);
        }
        String bucket = site.server().newBucket();
        try (TestSite.Place place = site.on(bucket, profile, new PartBuffers(PART), false)) {
            assertOneCopyWith(new WrongTags(9), place);
        }
    }

    private static void assertOneCopyWith(WrongTags wire, TestSite.Place place) throws IOException {
        place.store().put(FROM, source(bytes(1000, 1)));
        place.requests().on(wire);
        place.requests().names();
        place.store().copy(FROM, TO);
        assertThat(wire.left).hasValue(8);
        assertThat(place.requests().names()).containsExactly("CopyObject");
    }
}
