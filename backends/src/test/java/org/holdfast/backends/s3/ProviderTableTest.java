package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.backends.s3.Profile.Checksums;
import org.holdfast.backends.s3.Profile.Versions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderTableTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final String HEADER = "provider region style checks expect batch cutoff copy-part parts min-part"
            + " max-part max-object key name up down copies versions days billed lacks hosts regions\n";
    private static final String ROW =
            "mine us-east-1 path md5 no 1000 4GiB 96MiB 10000 5MiB 5GiB 5TiB 1024 255 10 11 12"
                    + " optional 90 4KiB copy,list-v2 s3.{region}.example.com eu,us\n";

    private final ProviderTable table = ProviderTable.load();

    @Test
    void hasEveryProvider() {
        assertThat(table.names())
                .containsExactly(
                        "aws",
                        "cloudflare-r2",
                        "backblaze-b2",
                        "wasabi",
                        "digitalocean-spaces",
                        "scaleway",
                        "ovh",
                        "exoscale-sos",
                        "linode",
                        "vultr",
                        "hetzner",
                        "contabo",
                        "idrive-e2",
                        "gcs",
                        "minio",
                        "ceph",
                        "storj",
                        "upcloud",
                        "ionos",
                        "garage",
                        "s3");
    }

    @Test
    void noRowContradictsItself() {
        for (String name : table.names()) {
            Profile profile = profile(name);
            assertThat(profile.minPartSize()).as(name).isBetween(1L, profile.maxPartSize());
            assertThat(profile.maxPartSize()).as(name).isLessThanOrEqualTo(profile.maxObjectSize());
            assertThat(profile.copyPartSize()).as(name).isBetween(profile.minPartSize(), profile.copyCutoff());
            assertThat(profile.maxNameBytes()).as(name).isLessThanOrEqualTo(profile.maxKeyBytes());
            assertThat(Math.multiplyExact(profile.maxPartSize(), profile.maxParts()))
                    .as("parts of %s", name)
                    .isGreaterThanOrEqualTo(profile.maxObjectSize());
            assertThat(profile.deleteBatch() > 1)
                    .as("batches of %s", name)
                    .isEqualTo(profile.can(Ability.BATCH_DELETE));
            assertThat(profile.checksums() == Checksums.DEFAULT)
                    .as("checksums of %s", name)
                    .isEqualTo(name.equals("aws"));
        }
    }

    @Test
    void everyRegionThatIsNamedHasAHost() {
        for (String name : table.names()) {
            Provider provider = table.named(name).orElseThrow();
            for (String region : provider.regions()) {
                if (provider.hosts().stream().noneMatch(HostPattern::namesRegion)) {
                    continue;
                }
                String host = provider.hostOf(region).orElseThrow();
                assertThat(provider.regionOf(host)).as(host).contains(region);
                assertThat(table.ofHost(host)).as(host).contains(provider);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aws,                  s3.eu-central-1.amazonaws.com,           eu-central-1",
        "aws,                  s3.amazonaws.com,                        us-east-1",
        "aws,                  s3.dualstack.eu-west-1.amazonaws.com,    eu-west-1",
        "aws,                  s3.cn-north-1.amazonaws.com.cn,          cn-north-1",
        "cloudflare-r2,        0123abcd.r2.cloudflarestorage.com,       auto",
        "cloudflare-r2,        0123abcd.eu.r2.cloudflarestorage.com,    auto",
        "backblaze-b2,         s3.us-west-004.backblazeb2.com,          us-west-004",
        "wasabi,               s3.eu-central-1.wasabisys.com,           eu-central-1",
        "wasabi,               s3.wasabisys.com,                        us-east-1",
        "digitalocean-spaces,  fra1.digitaloceanspaces.com,             fra1",
        "scaleway,             s3.fr-par.scw.cloud,                     fr-par",
        "ovh,                  s3.gra.io.cloud.ovh.net,                 gra",
        "exoscale-sos,         sos-ch-gva-2.exo.io,                     ch-gva-2",
        "linode,               eu-central-1.linodeobjects.com,          eu-central-1",
        "vultr,                ams1.vultrobjects.com,                   ams1",
        "hetzner,              fsn1.your-objectstorage.com,             fsn1",
        "contabo,              eu2.contabostorage.com,                  default",
        "idrive-e2,            x1y2.fra.idrivee2-12.com,                ",
        "gcs,                  storage.googleapis.com,                  auto",
        "storj,                gateway.storjshare.io,                   ",
        "upcloud,              a1b2c.upcloudobjects.com,                ",
        "ionos,                s3.eu-central-1.ionoscloud.com,          de",
        "ionos,                s3.eu-south-2.ionoscloud.com,            eu-south-2"
    })
    void knowsHosts(String name, String host, String region) {
        Provider provider = table.ofHost(host).orElseThrow();

        assertThat(provider.name()).isEqualTo(name);
        assertThat(provider.regionOf(host).orElse(null)).isEqualTo(region);
    }

    @ParameterizedTest
    @CsvSource({
        "s3.example.com",
        "xs3.amazonaws.com",
        "s3.eu.central.wasabisys.com",
        "s3-eu-central-1-wasabisys-com",
        "wasabisys.com"
    })
    void doesNotTakeOthersForItsOwn(String host) {
        assertThat(table.ofHost(host)).isEmpty();
    }

    @Test
    void valuesAreThoseOfTheSources() {
        Profile aws = profile("aws");
        assertThat(aws.pathStyle()).isFalse();
        assertThat(aws.expectContinue()).isTrue();
        assertThat(aws.abilities()).isEqualTo(EnumSet.allOf(Ability.class));
        assertThat(aws.copies()).isEqualTo(500);
        assertThat(aws.uploads()).isEqualTo(10);
        assertThat(aws.copyCutoff()).isEqualTo(4768 * MIB);

        Profile r2 = profile("cloudflare-r2");
        assertThat(r2.maxPartSize()).isEqualTo(5 * GIB - 5 * MIB);
        assertThat(r2.can(Ability.MD5_TAG)).isFalse();
        assertThat(r2.versions()).isEqualTo(Versions.NEVER);
        assertThat(r2.expectContinue()).isFalse();

        assertThat(profile("backblaze-b2").versions()).isEqualTo(Versions.ALWAYS);
        assertThat(profile("wasabi").minimumDays()).isEqualTo(90);
        assertThat(profile("scaleway").maxParts()).isEqualTo(1000);
        assertThat(profile("idrive-e2").maxKeyBytes()).isEqualTo(254);
        assertThat(profile("minio").maxNameBytes()).isEqualTo(255);
        assertThat(profile("hetzner").can(Ability.COPY)).isTrue();

        Profile ocean = profile("digitalocean-spaces");
        assertThat(ocean.deleteBatch()).isEqualTo(100);
        assertThat(ocean.copies()).isEqualTo(20);
        assertThat(ocean.can(Ability.URL_ENCODED_LISTING)).isFalse();

        Profile exoscale = profile("exoscale-sos");
        assertThat(exoscale.copyCutoff()).isEqualTo(GIB);
        assertThat(exoscale.copyPartSize()).isEqualTo(96 * MIB);
        assertThat(exoscale.minimumBilledBytes()).isEqualTo(128_000);

        Profile google = profile("gcs");
        assertThat(google.deleteBatch()).isEqualTo(1);
        assertThat(google.can(Ability.COPY_PART)).isFalse();

        Profile storj = profile("storj");
        assertThat(storj.minPartSize()).isEqualTo(64 * MIB);
        assertThat(storj.can(Ability.COPY_PART)).isFalse();

        assertThat(table.named("garage").orElseThrow().region()).contains("garage");
    }

    @Test
    void readsEachColumn() {
        Provider provider = ProviderTable.parse("# a comment\n\n" + HEADER + ROW)
                .named("mine")
                .orElseThrow();

        assertThat(provider.region()).contains("us-east-1");
        assertThat(provider.regions()).containsExactly("eu", "us");
        assertThat(provider.hostOf("eu")).contains("s3.eu.example.com");
        EnumSet<Ability> abilities = EnumSet.complementOf(EnumSet.of(Ability.COPY, Ability.LIST_V2));
        assertThat(provider.profile())
                .isEqualTo(new Profile(
                        true,
                        Checksums.MD5,
                        false,
                        abilities,
                        1000,
                        4 * GIB,
                        96 * MIB,
                        10_000,
                        5 * MIB,
                        5 * GIB,
                        5L << 40,
                        1024,
                        255,
                        10,
                        11,
                        12,
                        Versions.OPTIONAL,
                        90,
                        4096));
    }

    @Test
    void columnsMayComeInAnyOrder() {
        List<String> columns = List.of(HEADER.strip().split(" "));
        List<String> values = List.of(ROW.strip().split(" "));

        ProviderTable turned = ProviderTable.parse(
                String.join("   ", columns.reversed()) + "\n" + String.join(" ", values.reversed()) + "\n");

        assertThat(turned.named("mine"))
                .isEqualTo(ProviderTable.parse(HEADER + ROW).named("mine"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 4GiB    | 4GiB           | providers.txt:3: has 22 values, but there are 23 columns",
                "us-east-1    | us-east-1 x    | providers.txt:3: has 24 values, but there are 23 columns",
                "10000        | many           | providers.txt:3: parts: 'many': is no whole number",
                "10000        | 0              | providers.txt:3: parts: '0': must be at least 1",
                "1000 4GiB    | 0 4GiB         | providers.txt:3: batch: '0': must be at least 1",
                "96MiB        | 96MB           | providers.txt:3: copy-part: '96MB': '96MB' is no size: write bytes,",
                "96MiB        | 99999999TiB    | providers.txt:3: copy-part: '99999999TiB': '99999999TiB' is no size",
                " path        | ' sideways'    | providers.txt:3: style: 'sideways': must be path or host",
                " no          | ' maybe'       | providers.txt:3: expect: 'maybe': must be yes or no",
                "md5          | crc            | providers.txt:3: checks: 'crc': is none of [default, md5]",
                "copy,list-v2 | copy,fly       | providers.txt:3: lacks: 'copy,fly': is none of [copy, copy-part,",
                "optional     | perhaps        | providers.txt:3: versions: 'perhaps': is none of [always, optional,",
                "s3.{region}  | s3.{region     | providers.txt:3: hosts: 's3.{region.example.com': 's3.{region.exam",
                "s3.{region}  | {region}.{region} | must have one region, in the host or after '='",
                ".com         | .com=eu        | must have one region, in the host or after '='",
                "mine         | -              | providers.txt:3: provider: '-': must not be empty"
            })
    void saysWhatIsWrongWithALine(String from, String to, String message) {
        String row = ROW.replaceFirst(Pattern.quote(from), to);
        assertThat(row).isNotEqualTo(ROW);

        assertThatThrownBy(() -> ProviderTable.parse(HEADER + "\n" + row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhatIsWrongWithColumns() {
        assertThatThrownBy(() -> ProviderTable.parse(HEADER.replace("parts", "bits")))
                .hasMessage("providers.txt:1: column 'bits': there is no such");
        assertThatThrownBy(() -> ProviderTable.parse(HEADER.replace("parts", "batch")))
                .hasMessage("providers.txt:1: column 'batch': there is another");
        assertThatThrownBy(() -> ProviderTable.parse(HEADER.replace(" parts", "")))
                .hasMessage("providers.txt:1: column 'parts': is missing");
        assertThatThrownBy(() -> ProviderTable.parse("# nothing\n"))
                .hasMessage("providers.txt: has no line that names the columns");
        assertThatThrownBy(() -> ProviderTable.parse(HEADER + ROW + ROW))
                .hasMessage("providers.txt:3: provider: 'mine': there is another");
    }

    private Profile profile(String name) {
        return table.named(name).orElseThrow().profile();
    }
}
