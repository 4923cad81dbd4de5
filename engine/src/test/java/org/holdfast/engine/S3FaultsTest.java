package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Action;
import org.holdfast.servers.faults.Answers;
import org.holdfast.servers.faults.Fault;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that goes wrong between Holdfast and a bucket: a backup or a restore ends right, or says what failed and
/// leaves every earlier backup as it was; and then the next one ends right.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3FaultsTest {
    private ProxiedDirectory server;
    private @TempDir Path dir;

    @BeforeAll
    void start(@TempDir Path files) {
        server = ProxiedDirectory.start(files);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    static Stream<S3Fault> survived() {
        return S3Fault.survived();
    }

    static Stream<S3Fault> told() {
        return S3Fault.told();
    }

    @ParameterizedTest
    @MethodSource
    void survived(S3Fault planned) throws Exception {
        try (S3Scene scene = S3Scene.of(planned.run(), planned.encrypted(), server, dir)) {
            scene.lab().patience(planned.patience());
            Fault fault = scene.lab().proxy.inject(planned.when(), planned.action());

            scene.play();

            assertThat(fault.hits()).isPositive();
            fault.remove();
            scene.assertAllRestore();
            assertThat(String.join("\n", scene.lab().notices())).contains(planned.said());
        }
    }

    @ParameterizedTest
    @MethodSource
    void told(S3Fault planned) throws Exception {
        try (S3Scene scene = S3Scene.of(planned.run(), planned.encrypted(), server, dir)) {
            scene.lab().patience(planned.patience());
            Fault fault = scene.lab().proxy.inject(planned.when(), planned.action());

            BackupException failure = catchThrowableOfType(BackupException.class, scene::play);

            assertThat(fault.hits()).isPositive();
            fault.remove();
            scene.lab().patience(S3Fault.LONG);
            assertThat(failure).isNotNull();
            assertThat(failure.failure()).as(failure.getMessage()).isEqualTo(planned.failure());
            assertThat(failure.getMessage()).contains(planned.said());
            if (planned.failure() != Failure.DAMAGED) {
                assertThat(failure.getMessage())
                        .contains("in bucket " + scene.lab().bucket + " at 127.0.0.1:"
                                + scene.lab().proxy.endpoint().getPort());
            }
            assertThat(failure.hint()).contains(planned.hint());
            assertThat(scene.lab().proxy.count(Kind.ABORT_MULTIPART_UPLOAD))
                    .as("what was begun was aborted")
                    .isEqualTo(scene.lab().proxy.count(Kind.CREATE_MULTIPART_UPLOAD));
            scene.assertNothingHalfRestored();
            scene.assertAllRestore();
            scene.play();
            scene.assertAllRestore();
        }
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.engine.S3Scene$Run#small")
    void waitsForAServiceThatIsAwayForAWhile(S3Scene.Run run) throws Exception {
        try (S3Scene scene = S3Scene.of(run, false, server, dir)) {
            Absence absence = new Absence(scene.lab().proxy, 3);
            scene.lab().betweenTries(absence, absence);
            Fault first = absence.beginAt(run.main());

            scene.play();

            assertThat(first.hits()).isOne();
            assertThat(absence.isOver()).isTrue();
            scene.assertAllRestore();
        }
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.engine.S3Scene$Run#small")
    void saysThatAServiceWentAwayForGood(S3Scene.Run run) throws Exception {
        try (S3Scene scene = S3Scene.of(run, false, server, dir)) {
            Absence absence = new Absence(scene.lab().proxy, Long.MAX_VALUE);
            scene.lab().betweenTries(absence, absence);
            Fault first = absence.beginAt(run.main());

            BackupException failure = catchThrowableOfType(BackupException.class, scene::play);

            assertThat(first.hits()).isPositive();
            absence.end();
            assertThat(failure.failure()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failure).hasMessageContaining("connection refused").hasMessageContaining(scene.lab().bucket);
            assertThat(failure.hint()).contains("is the service running");
            scene.assertNothingHalfRestored();
            scene.assertAllRestore();
            scene.play();
            scene.assertAllRestore();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTORE_TGZ", "RESTORE_RSYNC"})
    void saysThatADownloadNeverGetsAnywhere(S3Scene.Run run) throws Exception {
        try (S3Scene scene = S3Scene.of(run, false, server, dir)) {
            Fault fault = scene.lab().proxy.inject(run.main(), new Action.CloseAnswer(0));

            BackupException failure = catchThrowableOfType(BackupException.class, scene::play);

            assertThat(fault.hits()).isGreaterThan(1);
            fault.remove();
            assertThat(failure.failure()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failure).hasMessageMatching("get of .*app_blog.* broke off after 0 of [0-9]+ bytes");
            assertThat(failure.hint()).contains("the connection to the service does not hold");
            scene.assertNothingHalfRestored();
            scene.assertAllRestore();
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        try (S3Scene scene = S3Scene.of(S3Scene.Run.TGZ, false, server, dir)) {
            BackupException failure;
            try (var _ = scene.lab().proxy.down()) {
                failure = catchThrowableOfType(BackupException.class, scene::play);
            }
            assertThat(failure.failure()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failure).hasMessageContaining("connection refused");
            scene.assertAllRestore();
        }
    }

    /// As of AWS, where an upload that was completed is gone.
    @Test
    void anUploadWhoseEndGotNoAnswerCountsWhenTheNextTryFindsItGone() throws Exception {
        try (S3Scene scene = S3Scene.of(S3Scene.Run.LARGE_TGZ, false, server, dir)) {
            FaultProxy proxy = scene.lab().proxy;
            When complete = When.is(Kind.COMPLETE_MULTIPART_UPLOAD);
            Fault lost = proxy.inject(complete.nth(1), new Action.ResetAnswer(10));
            Fault gone = proxy.inject(
                    complete.nth(2), new Action.Instead(Answers.error(404, "NoSuchUpload", "no such upload")));

            scene.play();

            assertThat(lost.hits()).isOne();
            assertThat(gone.hits()).isOne();
            assertThat(proxy.count(Kind.UPLOAD_PART)).isEqualTo(3);
            scene.assertAllRestore();
        }
    }
}
