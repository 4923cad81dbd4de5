package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.list;
import static org.holdfast.backends.s3.TestSite.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Unfinished;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ListingTest {
    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static void many(Path bucket, int count) throws Exception {
        Path files = Files.createDirectories(bucket.resolve("site/many"));
        for (int i = 0; i < count; i++) {
            Files.createFile(files.resolve(String.format(Locale.ROOT, "f%05d", i)));
        }
    }

    @Test
    void aThousandObjectsAreOnePage() throws Exception {
        String bucket = site.server().newBucket();
        many(site.server().files(bucket), 2500);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            assertThat(list(place.store(), "many")).hasSize(2500).doesNotHaveDuplicates();
            assertThat(place.requests().names()).containsExactly("ListObjectsV2", "ListObjectsV2", "ListObjectsV2");
        }
    }

    @Test
    void theFirstVersionIsUsedWhereTheSecondIsRefused() throws Exception {
        String bucket = site.server().newBucket();
        many(site.server().files(bucket), 2500);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof ListObjectsV2Request) {
                        hits.incrementAndGet();
                        throw PlainRequests.error(501, "NotImplemented");
                    }
                }
            });
            for (int i = 0; i < 2; i++) {
                assertThat(list(place.store(), "many")).hasSize(2500).doesNotHaveDuplicates();
            }
            assertThat(hits).hasValue(1);
            assertThat(place.requests().news()).hasSize(1);
        }
    }

    @Test
    void anAnswerInTheFirstVersionsFormIsGoneOnWith() throws Exception {
        String bucket = site.server().newBucket();
        many(site.server().files(bucket), 2500);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof ListObjectsV2Response page) {
                        hits.incrementAndGet();
                        return page.toBuilder().nextContinuationToken(null).build();
                    }
                    return response;
                }
            });
            assertThat(list(place.store(), "many")).hasSize(2500).doesNotHaveDuplicates();
            assertThat(hits).hasValue(1);
        }
    }

    /// Pages in disorder, each of which begins with the last objects of the one before.
    @Test
    void whatPagesRepeatIsVisitedOnce() throws Exception {
        String bucket = site.server().newBucket();
        many(site.server().files(bucket), 2500);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            List<S3Object> last = new ArrayList<>();
            AtomicInteger repeated = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (!(response instanceof ListObjectsV2Response page)) {
                        return response;
                    }
                    List<S3Object> objects = new ArrayList<>(last);
                    repeated.addAndGet(last.size());
                    objects.addAll(page.contents().reversed());
                    objects.add(objects.getLast());
                    last.clear();
                    last.addAll(page.contents().subList(0, 3));
                    return page.toBuilder().contents(objects).build();
                }
            });
            assertThat(list(place.store(), "many")).hasSize(2500).doesNotHaveDuplicates();
            assertThat(repeated).hasValue(6);
        }
    }

    @Test
    void aListingThatDoesNotGoOnFails() throws Exception {
        String bucket = site.server().newBucket();
        many(site.server().files(bucket), 3);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(PART), true)) {
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    return response instanceof ListObjectsV2Response page
                            ? page.toBuilder()
                                    .isTruncated(true)
                                    .nextContinuationToken("again")
                                    .build()
                            : response;
                }

                @Override
                public void sending(SdkRequest request) {}
            });
            assertThatThrownBy(() -> list(place.store(), "many")).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void takesOneRequestWhateverIsThere() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(key("a/object"), source(new byte[1]));
            place.requests().names();
            assertThat(list(place.store(), "a")).containsExactly("a/object");
            assertThat(place.requests().names()).containsExactly("ListObjectsV2");
            for (String nothing : List.of("a/object", "missing")) {
                assertThat(list(place.store(), nothing)).isEmpty();
                assertThat(place.requests().names()).containsExactly("ListObjectsV2");
            }
        }
    }

    /// S3Proxy cannot hold such keys, so they are put into its answer.
    @Test
    void keysThatAreNotOursArePassedOver() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(key("a/object"), source(new byte[1]));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (!(response instanceof ListObjectsV2Response page)) {
                        return response;
                    }
                    List<S3Object> objects = new ArrayList<>(page.contents());
                    for (String foreign : List.of("site/a/", "site/a//b", "site/a/./b", "site/a/../b")) {
                        objects.add(page.contents().getFirst().toBuilder()
                                .key(foreign)
                                .build());
                    }
                    return page.toBuilder().contents(objects).build();
                }
            });
            assertThat(list(place.store(), "a")).containsExactly("a/object");
        }
    }

    @Test
    void aMissingBucketIsNoEmptyOne() throws Exception {
        try (TestSite.Place place = site.on("no-such-bucket", new TestProfile(), new PartBuffers(PART), true)) {
            assertThatThrownBy(() -> place.store().stat(key("a")))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("there is no bucket no-such-bucket");
            assertThatThrownBy(() -> list(place.store(), "a"))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("there is no bucket no-such-bucket");
        }
        try (TestSite.Place place = site.place(new TestProfile())) {
            assertThat(place.store().stat(key("a"))).isEmpty();
            assertThat(place.store().stat(key("b"))).isEmpty();
            assertThat(place.requests().names()).containsExactly("HeadBucket", "HeadObject", "HeadObject");
        }
    }

    @Test
    void unfinishedUploadsAreFoundBelowAPrefixAndDiscarded() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            for (String name : List.of("site/a/one", "site/a", "site/ab", "elsewhere/a/one")) {
                begin(place, name);
            }
            List<Unfinished> found = new ArrayList<>();
            place.store().unfinished(key("a"), found::add);
            assertThat(found).extracting(Unfinished::key).containsExactlyInAnyOrder(key("a/one"), key("a"));
            assertThat(found).allMatch(upload -> upload.begun().getEpochSecond() > 0);
            for (Unfinished upload : found) {
                place.store().discard(upload);
                place.store().discard(upload);
            }
            assertThat(TestSite.unfinished(place.store()))
                    .extracting(Unfinished::key)
                    .containsExactly(key("ab"));
        }
    }

    /// Ceph encodes the keys of uploads when it is asked to, without saying so, and they would be taken for others.
    @Test
    void keysOfUnfinishedUploadsAreAskedForAsTheyAre() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<String> names = List.of("100%25 + a&b", "a%2Fb", "\u00fc \u65e5");
            for (String name : names) {
                begin(place, "site/" + name);
            }
            place.requests().names();
            List<Unfinished> found = TestSite.unfinished(place.store());
            assertThat(found).extracting(one -> one.key().text()).containsExactlyInAnyOrderElementsOf(names);
            assertThat(place.requests().all(ListMultipartUploadsRequest.class))
                    .isNotEmpty()
                    .allMatch(request -> request.encodingTypeAsString() == null);
            for (Unfinished upload : found) {
                place.store().discard(upload);
            }
            assertThat(TestSite.unfinished(place.store())).isEmpty();
        }
    }

    private static void begin(TestSite.Place place, String name) throws Exception {
        place.requests()
                .send(
                        Operation.PUT,
                        ObjectKey.ROOT,
                        client -> client.createMultipartUpload(request ->
                                request.bucket(place.requests().bucket()).key(name)));
    }
}
