package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.holdfast.backends.s3.Step.Verdict;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

class S3SiteTest {
    private static final List<String> NO_OBJECTS =
            List.of("write", "read", "list", "copy", "multipart upload", "delete", "versions", "lifecycle rules");

    @TempDir
    private static Path dir;

    private static ProxiedDirectory server;

    private final List<Step> steps = new ArrayList<>();
    private final Map<Ability, Boolean> learned = new EnumMap<>(Ability.class);
    private final List<String> news = new ArrayList<>();
    private String bucket = "";

    @BeforeAll
    static void start() {
        server = ProxiedDirectory.start(dir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aGoodSitePassesEveryStepAndIsLeftAsItWas() throws IOException {
        boolean passed = check("", altered -> altered);

        assertThat(passed).as(steps.toString()).isTrue();
        assertThat(steps.stream().map(Step::name))
                .containsExactly(
                        "endpoint",
                        "clock",
                        "credentials",
                        "bucket",
                        "write",
                        "read",
                        "list",
                        "copy",
                        "multipart upload",
                        "delete",
                        "versions",
                        "lifecycle rules");
        assertThat(steps.subList(0, 10)).extracting(Step::verdict).containsOnly(Verdict.OK);
        assertThat(step("lifecycle rules").verdict()).isEqualTo(Verdict.SKIPPED);
        assertNothingIsLeft();
    }

    @Test
    void credentialsThatTheServiceDoesNotKnow() {
        bucket = server.newBucket();
        Site site = site("", Optional.of(new Credentials("nobody", "nothing", Optional.empty())));
        try (S3Site looked = new S3Site(site, new OneTryRequests(site, SiteMemory.NONE), InstantSource.system())) {
            assertThat(looked.check(steps::add)).isFalse();
        }

        assertVerdicts("OK OK FAILED SKIPPED");
        assertThat(step("credentials").detail()).contains("list").doesNotContain("nothing");
    }

    @Test
    void aBucketThatIsNotThere() {
        bucket = "no-such-bucket";

        assertThat(checkBucket("", altered -> altered)).isFalse();

        assertVerdicts("OK OK OK FAILED");
        assertThat(step("bucket").detail()).containsIgnoringCase("bucket");
    }

    @Test
    void aServiceThatDoesNotAnswer() {
        assertThat(check("", altered -> altered.cut(ListObjectsV2Request.class)))
                .isFalse();

        assertVerdicts("FAILED SKIPPED SKIPPED SKIPPED");
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK, ''",
        "50, OK, ''",
        "-50, OK, ''",
        "120, WARNING, ahead of",
        "-120, WARNING, behind",
        "1000, FAILED, ahead of",
        "-1000, FAILED, behind"
    })
    void comparesClocks(long seconds, Verdict verdict, String detail) {
        InstantSource clock = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(seconds));
        bucket = server.newBucket();
        Site site = site("", credentials());
        try (S3Site looked = new S3Site(site, new OneTryRequests(site, SiteMemory.NONE), clock)) {
            assertThat(looked.check(steps::add)).isEqualTo(verdict != Verdict.FAILED);
        }

        assertThat(step("clock").verdict()).isEqualTo(verdict);
        assertThat(step("clock").detail()).contains(detail);
        assertThat(step("clock").hint().isEmpty()).isEqualTo(verdict == Verdict.OK);
    }

    @Test
    void whoMayNotWriteIsNotAskedForMore() {
        assertThat(check("", altered -> altered.refuse(PutObjectRequest.class, 403, "AccessDenied")))
                .isFalse();

        assertVerdicts("OK OK OK OK FAILED SKIPPED SKIPPED SKIPPED SKIPPED SKIPPED");
    }

    @Test
    void copiesAreNotNeeded() throws IOException {
        assertThat(check("", altered -> altered.refuse(CopyObjectRequest.class, 501, "NotImplemented")))
                .isTrue();

        assertThat(step("copy"))
                .isEqualTo(new Step(
                        "copy",
                        Verdict.SKIPPED,
                        "refused (501 NotImplemented); unchanged files are uploaded again",
                        ""));
        assertNothingIsLeft();
    }

    @Test
    void aCopyThatFailsOnTheWayIsNoRefusal() {
        assertThat(check("", altered -> altered.refuse(CopyObjectRequest.class, 503, "SlowDown")))
                .isFalse();

        assertThat(step("copy").verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void listingsMustHaveWhatWasWritten() {
        assertThat(check(
                        "",
                        altered -> altered.response(
                                ListObjectsV2Request.class,
                                ListObjectsV2Response.class,
                                found -> found.toBuilder().contents(List.of()).build())))
                .isFalse();

        assertThat(step("list").verdict()).isEqualTo(Verdict.FAILED);
        assertThat(step("list").detail()).contains("instead of the one object");
    }

    @Test
    void whatIsReadMustBeWhatWasWritten() {
        assertThat(check(
                        "",
                        altered -> altered.request(
                                GetObjectRequest.class,
                                get -> get.toBuilder().range("bytes=0-2").build())))
                .isFalse();

        assertThat(step("read").detail()).isEqualTo("what was read (3 bytes) is not what was written (8)");
        assertThat(step("copy").verdict()).isEqualTo(Verdict.FAILED);
        assertThat(step("multipart upload").verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void deletedObjectsMustBeGone() {
        assertThat(check(
                        "",
                        altered -> altered.answer(
                                DeleteObjectRequest.class,
                                DeleteObjectResponse.builder().build())))
                .isFalse();

        assertThat(step("delete").detail()).isEqualTo("the object is still there");
    }

    @Test
    void aFailedUploadIsAborted() throws IOException {
        assertThat(check("", altered -> altered.refuse(UploadPartRequest.class, 403, "AccessDenied")))
                .isFalse();

        assertThat(step("multipart upload").verdict()).isEqualTo(Verdict.FAILED);
        assertNothingIsLeft();
    }

    @Test
    void saysWhatCouldNotBeRemoved() {
        assertThat(check("", altered -> altered.refuse(DeleteObjectRequest.class, 403, "AccessDenied")))
                .isFalse();

        assertThat(step("clean up").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(step("clean up").detail()).contains("below site/.holdfast-check-");
    }

    @Test
    void versionsThatAreKeptCost() {
        assertThat(check(
                        "",
                        altered -> altered.answer(
                                GetBucketVersioningRequest.class,
                                GetBucketVersioningResponse.builder()
                                        .status(BucketVersioningStatus.ENABLED)
                                        .build())))
                .isTrue();
        assertThat(step("versions").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(step("versions").hint()).isNotEmpty();

        steps.clear();
        assertThat(checkBucket("&provider=backblaze-b2", altered -> altered)).isTrue();
        assertThat(step("versions").verdict()).isEqualTo(Verdict.WARNING);

        steps.clear();
        assertThat(checkBucket("&provider=cloudflare-r2", altered -> altered)).isTrue();
        assertThat(step("versions").detail()).isEqualTo("this provider keeps none");
    }

    @Test
    void whoMayNotAskForVersionsLosesAWarning() {
        assertThat(check("", altered -> altered.refuse(GetBucketVersioningRequest.class, 403, "AccessDenied")
                        .refuse(GetBucketLifecycleConfigurationRequest.class, 403, "AccessDenied")))
                .isTrue();

        assertThat(step("versions"))
                .isEqualTo(
                        new Step("versions", Verdict.SKIPPED, "these credentials may not ask (403 AccessDenied)", ""));
        assertThat(step("lifecycle rules").verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void rulesThatEatBackupsAreTold() {
        LifecycleRule rule = LifecycleRule.builder()
                .id("tidy")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("si"))
                .expiration(expiration -> expiration.days(30))
                .build();

        assertThat(check(
                        "",
                        altered -> altered.answer(
                                GetBucketLifecycleConfigurationRequest.class,
                                GetBucketLifecycleConfigurationResponse.builder()
                                        .rules(rule)
                                        .build())))
                .isTrue();

        assertThat(step("lifecycle rules").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(step("lifecycle rules").detail())
                .contains("rule tidy removes")
                .contains("would eat snapshot/");
    }

    @Test
    void aBucketWithoutRulesIsToldSo() {
        assertThat(check(
                        "",
                        altered -> altered.refuse(
                                GetBucketLifecycleConfigurationRequest.class, 404, "NoSuchLifecycleConfiguration")))
                .isTrue();

        assertThat(step("lifecycle rules").verdict()).isEqualTo(Verdict.OK);
        assertThat(step("lifecycle rules").detail()).contains("incomplete uploads");
    }

    @Test
    void tellsWhatIsBilled() {
        check("&provider=wasabi", altered -> altered);

        assertThat(step("billing"))
                .isEqualTo(new Step(
                        "billing", Verdict.OK, "each object is billed as 4096 bytes for 90 days at least", ""));
    }

    @Test
    void learnsWhatTheServiceCan() throws IOException {
        assertThat(probe("", altered -> altered)).as(steps.toString()).isTrue();

        assertThat(learned).containsOnlyKeys(EnumSet.allOf(Ability.class));
        assertThat(learned).as(steps.toString()).doesNotContainValue(false);
        assertThat(news).contains("copy: there", "conditional put: there; more than expected of s3");
        assertNothingIsLeft();
    }

    @Test
    void learnsWhatTheServiceRefuses() throws IOException {
        assertThat(probe("", altered -> altered.refuse(CopyObjectRequest.class, 403, "AccessDenied")
                        .refuse(UploadPartCopyRequest.class, 501, "NotImplemented")
                        .refuse(DeleteObjectsRequest.class, 400, "MissingContentMD5")
                        .refuse(ListObjectsV2Request.class, 405, "MethodNotAllowed")))
                .isTrue();

        assertThat(learned).containsEntry(Ability.COPY, false);
        assertThat(learned).containsEntry(Ability.COPY_PART, false);
        assertThat(learned).containsEntry(Ability.BATCH_DELETE, false);
        assertThat(learned).containsEntry(Ability.LIST_V2, false);
        assertThat(learned).containsEntry(Ability.CONDITIONAL_PUT, true);
        assertThat(step("copy").detail()).isEqualTo("refused (403 AccessDenied); expected of s3 otherwise");
        assertThat(step("copy").verdict()).isEqualTo(Verdict.OK);
        assertNothingIsLeft();
    }

    @Test
    void whatFailsOnTheWayTeachesNothing() throws IOException {
        assertThat(probe("", altered -> altered.cut(CopyObjectRequest.class)
                        .refuse(UploadPartCopyRequest.class, 503, "SlowDown")
                        .refuse(DeleteObjectsRequest.class, 403, "AccessDenied")))
                .isFalse();

        assertThat(learned).doesNotContainKeys(Ability.COPY, Ability.COPY_PART, Ability.BATCH_DELETE);
        assertThat(learned).containsEntry(Ability.LIST_V2, true);
        assertThat(step("copy").verdict()).isEqualTo(Verdict.FAILED);
        assertNothingIsLeft();
    }

    @Test
    void whatIsDoneWrongIsNotThere() throws IOException {
        assertThat(probe("", altered -> altered.request(CopyObjectRequest.class, copy -> copy.toBuilder()
                                .sourceKey(copy.sourceKey().replace("small", "large"))
                                .build())
                        .request(
                                PutObjectRequest.class,
                                put -> put.toBuilder().ifNoneMatch(null).build())
                        .response(ListObjectsV2Request.class, ListObjectsV2Response.class, found -> found.toBuilder()
                                .nextContinuationToken(null)
                                .build())
                        .response(ListObjectsRequest.class, ListObjectsResponse.class, found -> found.toBuilder()
                                .encodingType((String) null)
                                .build())))
                .isTrue();

        assertThat(learned).containsEntry(Ability.COPY, false);
        assertThat(learned).containsEntry(Ability.CONDITIONAL_PUT, false);
        assertThat(learned).containsEntry(Ability.LIST_V2, false);
        assertThat(learned).containsEntry(Ability.URL_ENCODED_LISTING, false);
        assertThat(step("copy").detail()).startsWith("the copy is not what was copied");
        assertThat(step("conditional put").detail()).startsWith("If-None-Match is ignored");
        assertNothingIsLeft();
    }

    @Test
    void tagsMayBeAnything() {
        assertThat(probe(
                        "",
                        altered ->
                                altered.response(PutObjectRequest.class, PutObjectResponse.class, put -> put.toBuilder()
                                        .eTag("\"0123\"")
                                        .build())))
                .isTrue();

        assertThat(learned).containsEntry(Ability.MD5_TAG, false);
    }

    private boolean check(String parameters, UnaryOperator<AlteredRequests> alteration) {
        bucket = server.newBucket();
        return checkBucket(parameters, alteration);
    }

    private boolean checkBucket(String parameters, UnaryOperator<AlteredRequests> alteration) {
        return look(parameters, alteration, site -> site.check(steps::add));
    }

    private boolean probe(String parameters, UnaryOperator<AlteredRequests> alteration) {
        bucket = server.newBucket();
        return look(parameters, alteration, site -> site.probe(steps::add));
    }

    private boolean look(String parameters, UnaryOperator<AlteredRequests> alteration, Predicate<S3Site> action) {
        Site site = site(parameters, credentials());
        AlteredRequests untouched = new AlteredRequests(new OneTryRequests(site, memory()));
        AlteredRequests requests = alteration.apply(untouched);
        try (S3Site looked = new S3Site(site, requests, InstantSource.system())) {
            boolean passed = action.test(looked);
            requests.assertEachWasHit();
            return passed;
        }
    }

    private SiteMemory memory() {
        return new SiteMemory() {
            @Override
            public Learned recall() {
                return Learned.NOTHING;
            }

            @Override
            public void learn(Learned all, String one) {
                learned.putAll(all.abilities());
                news.add(one);
            }
        };
    }

    private Site site(String parameters, Optional<Credentials> credentials) {
        S3Settings url = S3Url.parse("s3://" + bucket + "/site?endpoint=" + server.endpoint() + parameters);
        return Site.resolve(
                new S3Settings(
                        url.bucket(),
                        url.prefix(),
                        url.provider(),
                        url.endpoint(),
                        Optional.of(server.region()),
                        credentials,
                        Optional.empty(),
                        url.pathStyle(),
                        url.caFile(),
                        false,
                        true,
                        url.limits()),
                Learned.NOTHING);
    }

    private static Optional<Credentials> credentials() {
        return Optional.of(new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty()));
    }

    private Step step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Of the first steps.
    private void assertVerdicts(String verdicts) {
        List<String> expected = List.of(verdicts.split(" ", -1));
        assertThat(steps.stream().limit(expected.size()).map(step -> step.verdict()
                        .name()))
                .as(steps.toString())
                .isEqualTo(expected);
        if (expected.size() == 4) {
            assertThat(steps.stream().map(Step::name)).doesNotContainAnyElementsOf(NO_OBJECTS);
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.walk(server.files(bucket))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
