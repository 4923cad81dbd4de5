package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.holdfast.backends.s3.Parts.KEY;
import static org.holdfast.backends.s3.Parts.failing;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.source;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

class PutTest extends OnOneSite {
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
}
