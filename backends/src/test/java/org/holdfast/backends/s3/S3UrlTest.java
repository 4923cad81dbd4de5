package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.backends.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3UrlTest {
    @Test
    void readsEverything() {
        S3Settings settings = S3Url.parse(
                "s3://bucket/a/b?endpoint=https://s3.example.com:9000&region=eu&provider=minio"
                    + "&profile=backup%20user&pathStyle=false&caFile=/etc/ssl/my%20ca.pem&acceptSelfSigned=true"
                    + "&partSize=16MiB&memory=512MiB&uploads=1&downloads=2&copies=3&bandwidth=50MiB&requestsPerSecond=200");

        assertThat(settings)
                .isEqualTo(new S3Settings(
                        "bucket",
                        ObjectKey.of("a/b"),
                        Optional.of("minio"),
                        Optional.of(URI.create("https://s3.example.com:9000")),
                        Optional.of("eu"),
                        Optional.empty(),
                        Optional.of("backup user"),
                        Optional.of(false),
                        Optional.of(Path.of("/etc/ssl/my ca.pem")),
                        true,
                        true,
                        new Limits(
                                OptionalInt.of(1),
                                OptionalInt.of(2),
                                OptionalInt.of(3),
                                OptionalLong.of(16 << 20),
                                OptionalLong.of(512 << 20),
                                OptionalLong.of(50 << 20),
                                OptionalInt.of(200))));
    }

    @ParameterizedTest
    @CsvSource({"s3://bucket, ''", "S3://bucket/, ''", "s3://bucket/a, a", "s3://bucket/a%2Fb+c%C3%A4/, a/b+cä"})
    void readsThePlace(String url, String prefix) {
        assertThat(S3Url.parse(url)).isEqualTo(S3Settings.of("bucket", ObjectKey.of(prefix)));
    }

    @Test
    void readsAnEncodedEndpoint() {
        assertThat(S3Url.parse("s3://bucket?endpoint=https%3A%2F%2Fs3.example.com%3A9000")
                        .endpoint())
                .contains(URI.create("https://s3.example.com:9000"));
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1048576", "16KiB, 16384", "3MiB, 3145728", "2GiB, 2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(S3Url.parse("s3://bucket?memory=" + text).limits().memory()).hasValue(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://bucket                | a bucket is written s3://BUCKET/PREFIX",
                "s3://                        | an s3:// URL must name a bucket: s3://BUCKET/PREFIX",
                "s3:///a                      | an s3:// URL must name a bucket: s3://BUCKET/PREFIX",
                "s3://bucket/a#b              | an s3:// URL must not contain '#': write %23",
                "s3://bucket/a//b             | the prefix must be names with single slashes between them, without '.'"
                        + " and '..', not 'a//b'",
                "s3://bucket/../b             | the prefix must be names with single slashes between them, without '.'"
                        + " and '..', not '../b'",
                "s3://bucket/100%             | the prefix: '%' must be followed by two hexadecimal digits: write %25",
                "s3://bucket/%FF              | the prefix: is not UTF-8 when decoded",
                "s3://bucket?colour=red       | there is no parameter 'colour': it must be one of endpoint, region,"
                    + " provider, profile, pathStyle, caFile, acceptSelfSigned, partSize, memory, uploads, downloads,"
                    + " copies, bandwidth, requestsPerSecond",
                "s3://bucket?verify=false     | there is no parameter 'verify': it must be one of endpoint, region,"
                    + " provider, profile, pathStyle, caFile, acceptSelfSigned, partSize, memory, uploads, downloads,"
                    + " copies, bandwidth, requestsPerSecond",
                "s3://bucket?region=a&region=b | parameter region must be given once only",
                "s3://bucket?region=          | parameter region must have a value: region=…",
                "s3://bucket?region           | parameter region must have a value: region=…",
                "s3://bucket?pathStyle=yes    | parameter pathStyle: 'yes' must be true or false",
                "s3://bucket?uploads=0        | parameter uploads: '0' is no number from 1 to 999999",
                "s3://bucket?copies=many      | parameter copies: 'many' is no number from 1 to 999999",
                "s3://bucket?partSize=16MB    | parameter partSize: '16MB' is no size: write bytes, or 64KiB, 16MiB or"
                        + " 1GiB",
                "s3://bucket?partSize=0       | parameter partSize: must be more than nothing",
                "s3://bucket?bandwidth=50MB   | parameter bandwidth: '50MB' is no size: write bytes, or 64KiB, 16MiB or"
                        + " 1GiB",
                "s3://bucket?requestsPerSecond=0 | parameter requestsPerSecond: '0' is no number from 1 to 999999",
                "s3://bucket?endpoint=a b     | parameter endpoint: 'a b' is no address, such as https://HOST"
            })
    void saysWhatIsWrong(String url, String message) {
        assertThatThrownBy(() -> S3Url.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIA123:geheim@bucket/a",
                "s3://AKIA123:geh#eim@bucket/a",
                "s3://AKIA123:geh/geheim@bucket",
                "s3://bucket?accessKey=geheim",
                "s3://bucket?secret_access_key=geheim&x",
                "s3://bucket?sessionToken=geheim",
                "s3://bucket?endpoint=https://AKIA123:geheim@s3.example.com",
                "s3://bucket?endpoint=https%3A%2F%2FAKIA123%3Ageheim%40s3.example.com",
                "s3://bucket?endpoint=AKIA123:geheim@s3.example.com"
            })
    void refusesCredentialsWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> S3Url.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("credentials must not be in the URL, where everybody sees them: put them into"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile")
                .message()
                .doesNotContain("geheim")
                .doesNotContain("AKIA");
    }
}
