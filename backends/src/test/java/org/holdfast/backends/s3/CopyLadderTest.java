package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

class CopyLadderTest extends OnOneSite {
    private static final ObjectKey FROM = key("from/object");
    private static final ObjectKey TO = key("to/object");

    @Test
    void anOrdinaryCopyIsOneRequest() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(70_000, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(place.requests().names()).containsExactly("CopyObject");
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aLargeObjectIsCopiedInRanges() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(2L * PART))) {
            byte[] content = bytes(3 * PART + 9, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "HeadObject",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy");
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void whatTheServiceFindsTooLargeIsCopiedInRangesAndTeachesNothing() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, 400, "EntityTooLarge");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits).hasValue(1);
            assertThat(place.requests().count(UploadPartCopyRequest.class)).isEqualTo(3);
            assertThat(place.requests().news()).isEmpty();
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void whoMayNotReadTheSourceIsToldSo() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(FROM, source(bytes(10, 1)));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CopyObjectRequest || request instanceof HeadObjectRequest) {
                        throw PlainRequests.error(403, "AccessDenied");
                    }
                }
            });
            assertThatThrownBy(() -> place.store().copy(FROM, TO)).isInstanceOf(AccessDeniedException.class);
            assertThat(place.requests().news()).isEmpty();
        }
    }

    @Test
    void aRangeThatIsNotFoundGoesDownForThisObjectOnly() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(UploadPartCopyRequest.class, 404, "NoSuchKey");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits.get()).isPositive();
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().news()).isEmpty();
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void withoutAnyCopyTheOriginalIsPutAgainAndElseTheObjectIsFetched() throws Exception {
        TestProfile profile = new TestProfile().without(Ability.COPY, Ability.COPY_PART);
        try (TestSite.Place place = site.place(profile)) {
            byte[] content = bytes(2 * PART + 3, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "UploadPart",
                            "UploadPart",
                            "UploadPart");
            IOException gone = new IOException("the file is gone");
            place.store().copy(FROM, key("other"), Optional.of(ByteSource.sized(content.length, _ -> {
                throw gone;
            })));
            assertThat(place.requests().names()).contains("HeadObject", "GetObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(get(place.store(), key("other"))).isEqualTo(content);
        }
    }

    @Test
    void whatIsMissingIsMissingOnEveryRung() throws Exception {
        for (TestProfile profile : new TestProfile[] {
            new TestProfile(),
            new TestProfile().without(Ability.COPY),
            new TestProfile().without(Ability.COPY, Ability.COPY_PART)
        }) {
            try (TestSite.Place place = site.place(profile)) {
                assertThatThrownBy(() -> place.store().copy(FROM, TO)).isInstanceOf(ObjectNotFoundException.class);
                assertThatThrownBy(() -> place.store().copy(FROM, FROM)).isInstanceOf(ObjectNotFoundException.class);
                assertThat(place.store().stat(TO)).isEmpty();
                assertThat(place.requests().news()).isEmpty();
            }
        }
    }

    @Test
    void aCopyOntoItselfSendsNoCopy() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(FROM, source(bytes(10, 1)));
            place.requests().names();
            place.store().copy(FROM, FROM);
            assertThat(place.requests().names()).containsExactly("HeadObject");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+ ! \" # $ @ & ' ( ) * , : ; = ?",
                "100%",
                "%2F%20%",
                "a+b c",
                "\u00fcn\u00efc\u00f6d\u00e9 \u65e5\u672c\u8a9e",
                "{}[]<>|\\^`~"
            })
    void everyKeyIsEncodedRightByEveryRung(String name) throws Exception {
        for (TestProfile profile : new TestProfile[] {
            new TestProfile(),
            new TestProfile().copyCutoff(PART),
            new TestProfile().without(Ability.COPY, Ability.COPY_PART)
        }) {
            try (TestSite.Place place = site.place(profile)) {
                byte[] content = bytes(PART + PART / 2, 1);
                place.store().put(key(name), source(content));
                place.store().copy(key(name), key("copies/" + name));
                assertThat(get(place.store(), key("copies/" + name))).isEqualTo(content);
            }
        }
    }
}
