package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
    @ParameterizedTest
    @CsvSource({
        // provider by endpoint, and the region read off it
        "?endpoint=https://s3.eu-central-1.wasabisys.com, wasabi, https://s3.eu-central-1.wasabisys.com, eu-central-1",
        "?endpoint=https://S3.FR-PAR.SCW.cloud:443/, scaleway, https://s3.fr-par.scw.cloud, fr-par",
        "?endpoint=https://backup.example.com:9000, s3, https://backup.example.com:9000, us-east-1",
        "?endpoint=http://127.0.0.1:9000, s3, http://127.0.0.1:9000, us-east-1",
        "?endpoint=https://s3.eu-west-3.amazonaws.com, aws, https://s3.eu-west-3.amazonaws.com, eu-west-3",
        // endpoint by provider and region
        "'', aws, , us-east-1",
        "?region=eu-west-1, aws, , eu-west-1",
        "?provider=wasabi, wasabi, https://s3.us-east-1.wasabisys.com, us-east-1",
        "?provider=backblaze-b2&region=us-west-004, backblaze-b2, https://s3.us-west-004.backblazeb2.com, us-west-004",
        "?provider=ovh&region=GRA, ovh, https://s3.gra.io.cloud.ovh.net, gra",
        "?provider=ionos&region=de, ionos, https://s3.eu-central-1.ionoscloud.com, de",
        "?provider=exoscale-sos&region=ch-dk-2, exoscale-sos, https://sos-ch-dk-2.exo.io, ch-dk-2",
        "?provider=gcs, gcs, https://storage.googleapis.com, auto",
        "?provider=storj, storj, https://gateway.storjshare.io, us-east-1",
        // the row's own region, and the settings' before it
        "?provider=garage&endpoint=http://nas:3900, garage, http://nas:3900, garage",
        "?provider=ceph&endpoint=https://rgw.example.com&region=Zone_1, ceph, https://rgw.example.com, Zone_1",
        "?endpoint=https://0ab.r2.cloudflarestorage.com, cloudflare-r2, https://0ab.r2.cloudflarestorage.com, auto",
        "?endpoint=https://s3.wasabisys.com&region=eu-west-1, wasabi, https://s3.wasabisys.com, eu-west-1"
    })
    void findsOutWhatIsLeftOut(String query, String provider, String endpoint, String region) {
        Site site = resolve("s3://bucket" + query);

        assertThat(site.provider()).isEqualTo(provider);
        assertThat(site.endpoint().map(Object::toString).orElse(null)).isEqualTo(endpoint);
        assertThat(site.region()).isEqualTo(region);
    }

    @Test
    void aRegionThatNoHostCanHaveIsRefused() {
        assertThatThrownBy(() -> resolve("s3://bucket?provider=wasabi&region=eu_central-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'eu_central-1' is no region of provider wasabi: there can be no host"
                        + " s3.eu_central-1.wasabisys.com");
    }

    @Test
    void experienceBeatsTheTable() {
        Learned learned =
                new Learned(Map.of(Ability.COPY, false, Ability.CONDITIONAL_PUT, true), Optional.of("eu-central-003"));

        Site site = Site.resolve(S3Url.parse("s3://bucket?provider=backblaze-b2"), learned);

        assertThat(site.region()).isEqualTo("eu-central-003");
        assertThat(site.endpoint().orElseThrow()).hasToString("https://s3.eu-central-003.backblazeb2.com");
        assertThat(site.profile().can(Ability.COPY)).isFalse();
        assertThat(site.profile().can(Ability.CONDITIONAL_PUT)).isTrue();
        assertThat(site.profile().can(Ability.COPY_PART)).isTrue();
        assertThat(Site.resolve(S3Url.parse("s3://bucket?region=us-west-2"), learned)
                        .region())
                .isEqualTo("us-west-2");
    }

    @Test
    void settingsBeatTheRowsConcurrency() {
        Profile profile =
                resolve("s3://bucket?uploads=3&copies=7&pathStyle=true").profile();

        assertThat(profile.uploads()).isEqualTo(3);
        assertThat(profile.downloads()).isEqualTo(10);
        assertThat(profile.copies()).isEqualTo(7);
        assertThat(profile.pathStyle()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, false",
        "s3://a.bucket, true",
        "s3://Old_Bucket, true",
        "s3://bucket?pathStyle=true, true",
        "s3://bucket?provider=wasabi, false",
        "s3://bucket?provider=wasabi&endpoint=http://127.0.0.1:9000, true",
        "s3://bucket?provider=wasabi&endpoint=http://[::1]:9000, true",
        "s3://bucket?provider=wasabi&endpoint=http://nas:9000, true",
        "s3://bucket?provider=scaleway&region=nl-ams, true",
        "s3://bucket?provider=scaleway&region=nl-ams&pathStyle=false, false",
        "s3://bucket?endpoint=https://s3.example.com, true"
    })
    void putsTheBucketWhereItFits(String url, boolean path) {
        assertThat(resolve(url).profile().pathStyle()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?endpoint=s3.example.com | the endpoint must start with https://, as in"
                        + " https://s3.eu-central-1.wasabisys.com, but is s3.example.com",
                "?endpoint=localhost:9000 | the endpoint must start with https://, as in"
                        + " https://s3.eu-central-1.wasabisys.com, but is localhost:9000",
                "?endpoint=ftp://x.org    | the endpoint must start with https://, as in"
                        + " https://s3.eu-central-1.wasabisys.com, but is ftp://x.org",
                "?endpoint=https://x.org/bucket | the endpoint must end after the host, as in"
                    + " https://s3.eu-central-1.wasabisys.com, but is https://x.org/bucket; bucket and prefix belong"
                    + " into s3://BUCKET/PREFIX",
                "?endpoint=https://bucket.s3.eu-west-1.amazonaws.com | the endpoint must not have the bucket in it:"
                        + " write https://s3.eu-west-1.amazonaws.com",
                "?endpoint=https:///x | the endpoint must name a host, as in https://s3.eu-central-1.wasabisys.com,"
                        + " but is https:///x",
                "?endpoint=http://s3.wasabisys.com | the endpoint must start with https://, as s3.wasabisys.com is"
                        + " reached over the internet",
                "?provider=scaleway | provider scaleway needs a region: write region=REGION, such as fr-par, nl-ams,"
                        + " pl-waw",
                "?provider=minio | provider minio has no address of its own: write endpoint=https://HOST, with a port"
                        + " if it has one",
                "?provider=cloudflare-r2 | provider cloudflare-r2 has an address for each customer, which its console"
                        + " shows: write endpoint=https://{account}.r2.cloudflarestorage.com",
                "?region=eu/west | '''eu/west'' is no region: write the name the provider gives it, such as"
                        + " eu-central-1'"
            })
    void saysHowToMendSettings(String query, String message) {
        assertThatThrownBy(() -> resolve("s3://bucket" + query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void namesEveryProviderWhenOneIsUnknown() {
        assertThatThrownBy(() -> resolve("s3://bucket?provider=s4"))
                .hasMessageStartingWith("there is no provider 's4': it must be one of aws, cloudflare-r2,")
                .hasMessageEndingWith("garage, s3 (s3 for any other)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://ab", "s3://-bucket", "s3://bucket-", "s3://a..b", "s3://buck et", "s3://bückét"})
    void refusesNamesThatNoBucketHas(String url) {
        assertThatThrownBy(() -> resolve(url)).hasMessageContaining("is no name of a bucket: it must have");
    }

    @Test
    void refusesABucketThatCannotBePartOfAHost() {
        assertThatThrownBy(() -> resolve("s3://my.bucket?pathStyle=false"))
                .hasMessage("bucket 'my.bucket' cannot be part of a host's name, as it has dots, capitals or signs:"
                        + " leave pathStyle=false away");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, s3://bucket",
        "s3://bucket/a/b/?region=eu-west-1&uploads=3, s3://bucket/a/b",
        "s3://bucket?endpoint=https://s3.eu-west-1.amazonaws.com, s3://bucket",
        "s3://bucket/a?provider=wasabi, s3://bucket/a?endpoint=https://s3.us-east-1.wasabisys.com",
        "s3://bucket/a?endpoint=https://s3.wasabisys.com, s3://bucket/a?endpoint=https://s3.us-east-1.wasabisys.com",
        "s3://bucket?endpoint=HTTPS://NAS.local:443/&provider=minio, s3://bucket?endpoint=https://nas.local",
        "s3://bucket?endpoint=http://nas:80, s3://bucket?endpoint=http://nas",
        "s3://bucket/%C3%A4%20%25%3F%23?profile=p, s3://bucket/ä%20%25%3F%23"
    })
    void equalPlacesHaveEqualNames(String url, String place) {
        String name = S3Url.parse(url).place();

        assertThat(name).isEqualTo(place);
        assertThat(S3Url.parse(name).place()).isEqualTo(place);
        assertThat(S3Url.parse(name).prefix()).isEqualTo(S3Url.parse(url).prefix());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://bucket | AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-2 | s3://bucket | eu-west-1",
                "s3://bucket | AWS_DEFAULT_REGION=eu-west-2 | s3://bucket | eu-west-2",
                "s3://bucket | AWS_REGION= | s3://bucket | us-east-1",
                "s3://bucket?region=us-west-2 | AWS_REGION=eu-west-1 | s3://bucket | us-west-2",
                "s3://bucket?endpoint=https://s3.fr-par.scw.cloud | AWS_REGION=eu-west-1 |"
                        + " s3://bucket?endpoint=https://s3.fr-par.scw.cloud | fr-par",
                "s3://bucket?provider=garage | AWS_ENDPOINT_URL=http://nas:3900 | s3://bucket?endpoint=http://nas:3900"
                        + " | garage",
                "s3://bucket | AWS_ENDPOINT_URL=http://no AWS_ENDPOINT_URL_S3=http://nas:3900 |"
                        + " s3://bucket?endpoint=http://nas:3900 | us-east-1",
                "s3://bucket?endpoint=https://s3.my.org | AWS_ENDPOINT_URL=http://nas:3900 |"
                        + " s3://bucket?endpoint=https://s3.my.org | us-east-1",
                "s3://bucket?provider=wasabi | AWS_ENDPOINT_URL=http://nas AWS_REGION=eu-west-1 |"
                        + " s3://bucket?endpoint=https://s3.eu-west-1.wasabisys.com | eu-west-1"
            })
    void theEnvironmentSaysWhatNobodyElseDoes(String url, String environment, String place, String region) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environment.split(" ", -1)) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }

        S3Settings settings = S3Url.parse(url).orFrom(variables);

        assertThat(settings.place()).isEqualTo(place);
        assertThat(Site.resolve(settings, Learned.NOTHING).region()).isEqualTo(region);
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertThatThrownBy(() -> S3Url.parse("s3://bucket").orFrom(Map.of("AWS_ENDPOINT_URL", "nas:3900")))
                .hasMessageStartingWith("AWS_ENDPOINT_URL: the endpoint must start with https://")
                .hasMessageEndingWith("but is nas:3900");
        assertThatThrownBy(() -> S3Url.parse("s3://bucket").orFrom(Map.of("AWS_ENDPOINT_URL", "https://AKIA:geheim@h")))
                .hasMessageStartingWith("AWS_ENDPOINT_URL: the endpoint must not have credentials in it")
                .message()
                .doesNotContain("geheim");
    }

    private static Site resolve(String url) {
        return Site.resolve(S3Url.parse(url), Learned.NOTHING);
    }
}
