package org.holdfast.backends.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

class AnswerReaderTest {
    private static final String PAGE = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE a [<!ENTITY b \"c\">]>"
            + "<ListBucketResult><Name>&b;</Name><Contents><Key>a&amp;b<![CDATA[é]]></Key><Size>50</Size></Contents>"
            + "<!-- x --><?y z?><CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes></ListBucketResult>";

    private final AnswerReader reader = new AnswerReader();

    private ListObjectsV2Response read(byte[] body) throws Exception {
        return reader.read(
                new Incoming(
                        SdkHttpResponse.builder().statusCode(200).build(),
                        AbortableInputStream.create(new ByteArrayInputStream(body))),
                ListObjectsV2Response.builder());
    }

    @Test
    void spacesBeforeTheAnswerAreSignsOfLife() throws Exception {
        String body = "\n \n<?xml version=\"1.0\"?><ListBucketResult><KeyCount>7</KeyCount></ListBucketResult>";
        assertThat(read(body.getBytes(StandardCharsets.UTF_8)).keyCount()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not XML",
                "<ListBucketResult>",
                "<ListBucketResult><KeyCount>seven</KeyCount></ListBucketResult>",
                "<ListBucketResult><KeyCount>99999999999</KeyCount></ListBucketResult>",
                "<ListBucketResult><Contents><LastModified>yesterday</LastModified></Contents></ListBucketResult>",
                "<?xml version=\"1.0\"?>",
            })
    void whatMakesNoSenseIsWorthAnotherTry(String body) {
        assertThatThrownBy(() -> read(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RetryableException.class)
                .hasMessage("the answer is no XML that makes sense");
    }

    @Test
    void entitiesOfTheAnswersOwnAreNotExpanded() {
        assertThatThrownBy(() -> read(PAGE.getBytes(StandardCharsets.UTF_8))).isInstanceOf(RetryableException.class);
    }

    /// Whatever comes is an answer or a failure of the SDK's kind, and the parser says nothing to the user.
    @Test
    void damageEndsInAFailureThatIsUnderstood() throws Exception {
        long seed = 20261128;
        Random random = new Random(seed);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            for (int i = 0; i < 3000; i++) {
                byte[] body = damaged(random);
                try {
                    read(body);
                } catch (SdkException _) {
                    // As it should.
                } catch (Exception e) {
                    throw new AssertionError("seed " + seed + ", round " + i, e);
                }
            }
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static byte[] damaged(Random random) {
        byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(3)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "<>&;\"'/!?[]-x%#".charAt(random.nextInt(15));
                default -> body = Arrays.copyOf(body, 1 + at);
            }
        }
        return body;
    }
}
