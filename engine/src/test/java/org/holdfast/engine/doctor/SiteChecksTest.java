package org.holdfast.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.format.Progress;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.S3Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteChecksTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private @TempDir Path dir;

    private List<Diagnosis> check(StoreLocation location) throws IOException {
        SiteInspection inspection =
                new SiteInspection(location, new StateDirectory(dir.resolve("state")), CLOCK, Progress.NONE);
        return SiteHealth.check("site1", location, inspection);
    }

    @Test
    void aSiteThatKeepsNothingIsADanger() throws IOException {
        assertThat(check(new StoreLocation.Nowhere())).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.DANGER);
            assertThat(found.where()).isEqualTo("site1");
        });
        assertThat(check(new StoreLocation.Directory(dir))).isEmpty();
    }

    /// Over the wire to a service that always keeps versions, and to one that knows none; nothing is written.
    @Test
    void whatABucketKeepsIsTold() throws IOException {
        Path objects = Files.createDirectory(dir.resolve("objects"));
        try (ProxiedDirectory server = ProxiedDirectory.start(objects)) {
            String bucket = server.newBucket();
            String url = "s3://" + bucket + "/server1?endpoint=" + server.endpoint() + "&region=" + server.region();
            assertThat(check(bucket(url, server))).isEmpty();
            assertThat(check(bucket(url + "&provider=backblaze-b2", server)))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.severity()).isEqualTo(Severity.WARNING);
                        assertThat(found.what()).startsWith("versions: deleted and replaced backups live on");
                        assertThat(found.cure()).contains("lifecycle rule");
                    });
            try (var files = Files.list(server.files(bucket))) {
                assertThat(files).isEmpty();
            }
        }
    }

    /// With credentials that do not depend on the environment of the test.
    private static StoreLocation bucket(String url, S3Server server) throws IOException {
        S3Settings settings = ((StoreLocation.Bucket) StoreLocation.parse(url, Map.of())).settings();
        return new StoreLocation.Bucket(new S3Settings(
                settings.bucket(),
                settings.prefix(),
                settings.provider(),
                settings.endpoint(),
                settings.region(),
                Optional.of(new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty())),
                settings.credentialsProfile(),
                settings.pathStyle(),
                settings.caFile(),
                settings.acceptSelfSigned(),
                settings.verify(),
                settings.limits()));
    }

    @Test
    void uploadsThatNeverEndedAreTold() throws IOException {
        Path staged =
                Files.createDirectories(dir.resolve("store/.holdfast-tmp")).resolve("put-1");
        Files.writeString(staged, "half a file");
        Instant old = CLOCK.instant().minus(Duration.ofDays(5));
        Files.setLastModifiedTime(staged, java.nio.file.attribute.FileTime.from(old));
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        StoreLocation location = new StoreLocation.Directory(dir.resolve("store"));
        Vault vault = Vault.open(location, Vault.Access.READ, Passwords.NONE, false, state, CLOCK, Progress.NONE);
        StrayUploads stray = new StrayUploads("site1", CLOCK.instant());
        try (BackupEngine engine = new BackupEngine(location, vault, state, CLOCK)) {
            engine.cleanUp(StrayUploads.request(), stray, Progress.NONE);
        }
        assertThat(stray.diagnoses()).singleElement().satisfies(found -> {
            assertThat(found.what())
                    .isEqualTo("1 unfinished upload takes room and may cost money; the oldest is 5 days old");
            assertThat(found.cure()).isEqualTo("holdfast backup cleanup --site site1");
        });
        assertThat(staged).exists();
    }

    @Test
    void whatIsYoungOrNobodysIsNot() {
        StrayUploads stray = new StrayUploads("site1", CLOCK.instant());
        Debris debris = new Debris(Debris.Kind.UNRECORDED_DATA, "x", Optional.empty(), CLOCK.instant());
        stray.found(debris, Debris.Fate.KEPT, "no record says what it is");
        assertThat(stray.diagnoses()).isEmpty();
    }
}
