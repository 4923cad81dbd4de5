package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.holdfast.backends.s3.CannedServer.Request;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Our client against the SDK's own, request by request and answer by answer: what one sends and makes of an answer,
/// the other does.
class SameAsSdkTest {
    private static final String BUCKET = "the-bucket";
    private static final Credentials KEYS = new Credentials("AKEY", Sites.SECRET, Optional.of(Sites.TOKEN));

    /// The object keys that are hardest to write down: signs, spaces, what is no ASCII, what looks encoded, line ends.
    private static final String ODD = "a/+ !\"#$@&'()*,:;=?~/é😀/%41%/ü\r\n<&>";

    /// Differs from call to call, or says which program asks, or is not said to others than AWS.
    private static final Set<String> INCIDENTAL =
            Set.of("authorization", "x-amz-date", "user-agent", "connection", "accept", "host");

    private static final List<String> ONLY_AWS = List.of("x-amz-checksum-", "x-amz-sdk-", "amz-sdk-");

    private static final String SUM_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// One request and what is answered.
    record Case(String name, Function<S3Client, Object> call, Reply reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// What came of one.
    private record Outcome(List<String> sent, String result) {}

    static Stream<Case> cases() {
        return Stream.of(puts(), gets(), listings(), uploads(), copies(), removals(), rules())
                .flatMap(Function.identity());
    }

    private static Stream<Case> puts() {
        RequestBody body = RequestBody.fromBytes(new byte[] {1, 2, 3});
        return Stream.of(
                new Case(
                        "put",
                        s3 -> s3.putObject(
                                put -> put.bucket(BUCKET).key(ODD).contentMD5("Uonfc335DP2p2GJYyy5YyQ=="), body),
                        Reply.empty(200).with("ETag", "\"5289df737df57326fcdd22597afb1fac\"")),
                new Case(
                        "put with a condition",
                        s3 -> s3.putObject(
                                put -> put.bucket(BUCKET)
                                        .key("a")
                                        .ifNoneMatch("*")
                                        .contentType("text/plain"),
                                body),
                        Reply.error(412, "PreconditionFailed", "<Message>no &lt;way&gt; &amp; no</Message>")),
                new Case(
                        "put of nothing",
                        s3 -> s3.putObject(put -> put.bucket(BUCKET).key("a"), RequestBody.empty()),
                        Reply.empty(200).with("x-amz-server-side-encryption", "AES256")),
                new Case(
                        "part",
                        s3 -> s3.uploadPart(
                                part -> part.bucket(BUCKET)
                                        .key(ODD)
                                        .uploadId("up/+=")
                                        .partNumber(7),
                                body),
                        Reply.empty(200).with("ETag", "\"e\"").with("x-amz-checksum-crc32", "AAAAAA==")));
    }

    private static Stream<Case> gets() {
        return Stream.of(
                new Case(
                        "get",
                        s3 -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(ODD)),
                        new Reply(
                                200,
                                Map.of("ETag", "\"e\"", "Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT"),
                                "content")),
                new Case(
                        "get of the rest",
                        s3 -> s3.getObjectAsBytes(get ->
                                get.bucket(BUCKET).key("a").range("bytes=3-").ifMatch("\"e\"")),
                        new Reply(206, Map.of("Content-Range", "bytes 3-6/7"), "tent")),
                new Case(
                        "get of what is not there",
                        s3 -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("a")),
                        Reply.error(404, "NoSuchKey", "<Message>nothing</Message>")),
                new Case(
                        "head",
                        s3 -> s3.headObject(head -> head.bucket(BUCKET).key(ODD)),
                        Reply.empty(200).with("ETag", "\"e\"").with("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT")),
                new Case(
                        "head of what is not there",
                        s3 -> s3.headObject(head -> head.bucket(BUCKET).key("a")),
                        Reply.empty(404)),
                new Case("head of the bucket", s3 -> s3.headBucket(head -> head.bucket(BUCKET)), Reply.empty(200)));
    }

    private static Stream<Case> listings() {
        String page = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>the-bucket</Name>\
            <Prefix>a+%%25</Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>\
            %s<Contents><Key>a/b%%26+%%C3%%BC</Key><LastModified>2026-11-28T10:00:00.000Z</LastModified>\
            <ETag>&quot;e&quot;</ETag><Size>5000000000</Size><StorageClass>STANDARD</StorageClass>\
            <Owner><ID>me</ID><DisplayName>I</DisplayName></Owner><New>unknown<In>side</In></New></Contents>\
            <Contents><Key>c</Key><Size>0</Size></Contents>\
            <CommonPrefixes><Prefix>d%%20/</Prefix></CommonPrefixes><EncodingType>url</EncodingType>\
            </ListBucketResult>
            """;
        return Stream.of(
                new Case(
                        "list",
                        s3 -> s3.listObjectsV2(list -> list.bucket(BUCKET)
                                .prefix(ODD)
                                .delimiter("/")
                                .encodingType(EncodingType.URL)
                                .continuationToken("1+/=")),
                        Reply.xml(200, page.formatted("<NextContinuationToken>n+%</NextContinuationToken>"))),
                new Case(
                        "list in the first version",
                        s3 -> s3.listObjects(
                                list -> list.bucket(BUCKET).marker(ODD).encodingType(EncodingType.URL)),
                        Reply.xml(
                                200,
                                page.formatted("<NextMarker>a/b%26</NextMarker>")
                                        .replace("a+%25", "a"))),
                new Case(
                        "list what is not encoded",
                        s3 -> s3.listObjectsV2(list -> list.bucket(BUCKET).maxKeys(1)),
                        Reply.xml(200, page.formatted("").replace("<EncodingType>url</EncodingType>", ""))),
                new Case(
                        "list an empty bucket",
                        s3 -> s3.listObjectsV2(list -> list.bucket(BUCKET)),
                        Reply.xml(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")),
                new Case(
                        "list in another region",
                        s3 -> s3.listObjectsV2(list -> list.bucket(BUCKET)),
                        Reply.error(400, "AuthorizationHeaderMalformed", "<Message>m</Message><Region>eu-1</Region>")),
                new Case(
                        "list through a proxy that is out of order",
                        s3 -> s3.listObjectsV2(list -> list.bucket(BUCKET)),
                        Reply.html(502)));
    }

    private static Stream<Case> uploads() {
        return Stream.of(
                new Case(
                        "begin an upload",
                        s3 -> s3.createMultipartUpload(
                                create -> create.bucket(BUCKET).key(ODD)),
                        Reply.xml(
                                200,
                                "<InitiateMultipartUploadResult><Bucket>the-bucket</Bucket><Key>k</Key>"
                                        + "<UploadId>up</UploadId></InitiateMultipartUploadResult>")),
                new Case(
                        "complete an upload",
                        s3 -> s3.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                                .key("a b")
                                .uploadId("up")
                                .multipartUpload(all -> all.parts(
                                        CompletedPart.builder()
                                                .partNumber(1)
                                                .eTag("\"e\"")
                                                .build(),
                                        CompletedPart.builder()
                                                .partNumber(2)
                                                .eTag("\"f\"")
                                                .build()))),
                        Reply.xml(
                                200,
                                "<CompleteMultipartUploadResult><Location>l</Location><Bucket>the-bucket</Bucket>"
                                        + "<Key>a b</Key><ETag>\"e-2\"</ETag></CompleteMultipartUploadResult>")),
                new Case(
                        "complete an upload, and an error inside of a success",
                        s3 -> s3.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                                .key("a")
                                .uploadId("up")
                                .multipartUpload(all -> all.parts(CompletedPart.builder()
                                        .partNumber(1)
                                        .eTag("e")
                                        .build()))),
                        Reply.error(200, "InternalError", "<Message>try again</Message>")),
                new Case(
                        "abort an upload",
                        s3 -> s3.abortMultipartUpload(
                                abort -> abort.bucket(BUCKET).key(ODD).uploadId("up")),
                        Reply.empty(204)),
                new Case(
                        "list parts",
                        s3 -> s3.listParts(list ->
                                list.bucket(BUCKET).key("a").uploadId("up").partNumberMarker(5)),
                        Reply.xml(
                                200,
                                "<ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>7"
                                        + "</NextPartNumberMarker><Part><PartNumber>6</PartNumber><ETag>\"e\"</ETag>"
                                        + "<Size>5242880</Size></Part><Part><PartNumber>7</PartNumber></Part>"
                                        + "</ListPartsResult>")),
                new Case(
                        "list uploads",
                        s3 -> s3.listMultipartUploads(list -> list.bucket(BUCKET)
                                .prefix(ODD)
                                .encodingType(EncodingType.URL)
                                .keyMarker("k")
                                .uploadIdMarker("u")),
                        Reply.xml(
                                200,
                                "<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>true"
                                        + "</IsTruncated><NextKeyMarker>a%2Bb</NextKeyMarker><NextUploadIdMarker>u2"
                                        + "</NextUploadIdMarker><Upload><Key>a%2Bb</Key><UploadId>u2</UploadId>"
                                        + "<Initiated>2026-11-28T10:00:00.000Z</Initiated></Upload>"
                                        + "</ListMultipartUploadsResult>")));
    }

    private static Stream<Case> copies() {
        return Stream.of(
                new Case(
                        "copy",
                        s3 -> s3.copyObject(copy -> copy.sourceBucket(BUCKET)
                                .sourceKey(ODD)
                                .destinationBucket(BUCKET)
                                .destinationKey("b/" + ODD)
                                .metadataDirective(MetadataDirective.COPY)),
                        Reply.xml(
                                200,
                                "<CopyObjectResult><LastModified>2026-11-28T10:00:00.000Z</LastModified>"
                                        + "<ETag>\"e\"</ETag></CopyObjectResult>")),
                new Case(
                        "copy, and an error inside of a success",
                        s3 -> s3.copyObject(copy -> copy.sourceBucket(BUCKET)
                                .sourceKey("a")
                                .destinationBucket(BUCKET)
                                .destinationKey("b")),
                        Reply.error(200, "SlowDown", "<Message>not so fast</Message>")),
                new Case(
                        "copy a range",
                        s3 -> s3.uploadPartCopy(copy -> copy.sourceBucket(BUCKET)
                                .sourceKey(ODD)
                                .copySourceRange("bytes=0-9")
                                .destinationBucket(BUCKET)
                                .destinationKey("b")
                                .uploadId("up")
                                .partNumber(1)),
                        Reply.xml(200, "<CopyPartResult><ETag>\"e\"</ETag></CopyPartResult>")));
    }

    private static Stream<Case> removals() {
        return Stream.of(
                new Case(
                        "delete",
                        s3 -> s3.deleteObject(delete -> delete.bucket(BUCKET).key(ODD)),
                        Reply.empty(204)),
                new Case(
                        "delete many",
                        s3 -> s3.deleteObjects(delete -> delete.bucket(BUCKET).delete(all -> all.quiet(true)
                                .objects(
                                        ObjectIdentifier.builder().key(ODD).build(),
                                        ObjectIdentifier.builder().key("b").build()))),
                        Reply.xml(
                                200,
                                "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message>"
                                        + "</Error><Error><Code>InternalError</Code></Error></DeleteResult>")));
    }

    private static Stream<Case> rules() {
        return Stream.of(
                new Case(
                        "versions",
                        s3 -> s3.getBucketVersioning(get -> get.bucket(BUCKET)),
                        Reply.xml(200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")),
                new Case(
                        "no lifecycle rules",
                        s3 -> s3.getBucketLifecycleConfiguration(get -> get.bucket(BUCKET)),
                        Reply.error(404, "NoSuchLifecycleConfiguration", "")),
                new Case(
                        "lifecycle rules",
                        s3 -> s3.getBucketLifecycleConfiguration(get -> get.bucket(BUCKET)),
                        Reply.xml(
                                200,
                                "<LifecycleConfiguration><Rule><ID>r</ID><Filter><And><Prefix>p</Prefix><Tag><Key>k"
                                        + "</Key><Value>v</Value></Tag></And></Filter><Status>Enabled</Status>"
                                        + "<Expiration><Date>2026-11-28T00:00:00.000Z</Date></Expiration>"
                                        + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>3"
                                        + "</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule><Rule>"
                                        + "<Prefix/><Status>Disabled</Status><Expiration><Days>1</Days></Expiration>"
                                        + "</Rule></LifecycleConfiguration>")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sendsAndUnderstandsTheSame(Case one) throws Exception {
        Outcome theirs = outcome(one, this::sdk);
        assertThat(theirs.sent).hasSize(1);
        assertThat(outcome(one, this::ours)).isEqualTo(asOurs(theirs));
    }

    /// The differences, all of them meant: we sign that there is no content, rather than not sign it; give uploads no
    /// type; leave what the service repeats of a request as it came; have no code where the service says none; and
    /// say of an error inside of a success that it is one.
    private static Outcome asOurs(Outcome theirs) {
        String sent = theirs.sent.getFirst();
        if (sent.endsWith(" [] ")) {
            sent = sent.replace("UNSIGNED-PAYLOAD", SUM_OF_NOTHING).replace("content-type=[binary/octet-stream], ", "");
        }
        String result = theirs.result
                .replace("Metadata={}", "")
                .replace(", )", ")")
                .replace("CommonPrefixes=[], ", "")
                .replace("Prefix=a %,", "Prefix=a+%25,")
                .replaceFirst("^404 NoSuchKey The specified key does not exist[.]$", "404 null null")
                .replaceFirst("^200 (InternalError|SlowDown)", "500 $1");
        return new Outcome(List.of(sent), result);
    }

    @FunctionalInterface
    private interface Maker {
        Outcome outcome(CannedServer server, Case one) throws IOException;
    }

    private static Outcome outcome(Case one, Maker maker) throws IOException {
        try (CannedServer server = CannedServer.always(one.reply)) {
            return maker.outcome(server, one);
        }
    }

    private Outcome sdk(CannedServer server, Case one) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of("us-east-1"))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(KEYS.accessKeyId(), KEYS.secretAccessKey(), Sites.TOKEN)))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .addPlugin(LegacyMd5Plugin.create())
                .overrideConfiguration(all -> all.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            return outcome(client, server, one);
        }
    }

    private Outcome ours(CannedServer server, Case one) throws IOException {
        Site site = Sites.of(Sites.settings(server.endpoint(), Optional.of(KEYS)));
        WireLog log = new WireLog(RequestListener.NONE, BUCKET);
        try (Clients clients =
                new Clients(site, 1, Timeouts.USUAL, Pace.of(Limits.DEFAULTS), log, InstantSource.system())) {
            return outcome(clients.current().client(), server, one);
        }
    }

    private static Outcome outcome(S3Client client, CannedServer server, Case one) {
        String result;
        try {
            result = one.call.apply(client).toString();
        } catch (S3Exception e) {
            result = e.statusCode() + " " + e.awsErrorDetails().errorCode() + " "
                    + e.awsErrorDetails().errorMessage();
        }
        return new Outcome(server.seen().stream().map(SameAsSdkTest::text).toList(), result);
    }

    private static String text(Request request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> {
            String small = name.toLowerCase(Locale.ROOT);
            if (!INCIDENTAL.contains(small) && ONLY_AWS.stream().noneMatch(small::startsWith)) {
                headers.put(small, values);
            }
        });
        String query = request.uri().getRawQuery() == null ? "" : request.uri().getRawQuery();
        return request.method() + " " + request.uri().getRawPath() + " "
                + Stream.of(query.split("&", -1)).sorted().toList() + " " + headers + " "
                + Arrays.toString(request.body()) + " "
                + new String(request.body(), StandardCharsets.UTF_8);
    }

    /// The sums that are asked of AWS only: a flipped byte does not pass.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anObjectIsReadToItsEndOnlyIfItHasItsSum(boolean flipped) throws Exception {
        Profile amazon = Sites.profile(true, Profile.Checksums.DEFAULT, false, EnumSet.noneOf(Ability.class));
        // python3 -c "import zlib; print(hex(zlib.crc32(b'content')))", in base64
        Reply reply = new Reply(200, Map.of("x-amz-checksum-crc32", "/sUwqQ=="), flipped ? "contend" : "content");
        try (CannedServer server = CannedServer.always(reply)) {
            S3Settings settings = Sites.settings(server.endpoint(), Optional.of(KEYS));
            Site site = new Site(settings, "aws", settings.endpoint(), "us-east-1", amazon);
            WireLog log = new WireLog(RequestListener.NONE, BUCKET);
            try (Clients clients =
                    new Clients(site, 1, Timeouts.USUAL, Pace.of(Limits.DEFAULTS), log, InstantSource.system())) {
                S3Client client = clients.current().client();
                Function<S3Client, String> read = s3 ->
                        s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("a")).asUtf8String();
                if (flipped) {
                    assertThat(catchThrowable(() -> read.apply(client)))
                            .hasStackTraceContaining("and the service says /sUwqQ==");
                } else {
                    assertThat(read.apply(client)).isEqualTo("content");
                }
                assertThat(server.seen().getFirst().header("x-amz-checksum-mode"))
                        .contains("ENABLED");
            }
        }
    }
}
