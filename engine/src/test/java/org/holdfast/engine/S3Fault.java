package org.holdfast.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.servers.faults.Action;
import org.holdfast.servers.faults.Answer;
import org.holdfast.servers.faults.Answers;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;

/// Something that goes wrong in a run, and what users are told of it.
///
/// @param failure how the run ends; no matter if it survives
/// @param said a part of the message, or of the notices of a run that survives
/// @param hint a part of the hint
/// @param patience how long the run waits for an answer
record S3Fault(
        S3Scene.Run run,
        boolean encrypted,
        When when,
        Action action,
        Failure failure,
        String said,
        String hint,
        Duration patience) {
    static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    /// For each of all the tries of a run that fails in the end.
    private static final Duration SHORTEST = Duration.ofMillis(300);

    /// In the middle of the larger files.
    private static final long MIDDLE = 100_000;

    private static final String REGION = "eu-central-1";

    private static final When TGZ_PUT = S3Scene.Run.TGZ.main();
    private static final When BIG_PUT = When.is(Kind.PUT_OBJECT).key(".*snapshot/app_blog/data/dir/big");
    private static final When CHANGED_PUT = When.is(Kind.PUT_OBJECT).key(".*snapshot/app_blog/data/.*");
    private static final When TGZ_GET = S3Scene.Run.RESTORE_TGZ.main();
    private static final When BIG_GET = When.is(Kind.GET_OBJECT).key(".*/app_blog_[^/]*/data/dir/big");
    private static final When MANIFEST_GET = When.is(Kind.GET_OBJECT).key(".*manifest.*");
    private static final When COPY = When.is(Kind.COPY_OBJECT);
    private static final When PART = When.is(Kind.UPLOAD_PART);
    private static final When COMPLETE = When.is(Kind.COMPLETE_MULTIPART_UPLOAD);

    private static S3Fault survives(S3Scene.Run run, When when, Action action) {
        return new S3Fault(run, false, when, action, Failure.FAILED, "", "", LONG);
    }

    private static S3Fault tells(
            S3Scene.Run run, When when, Action action, Failure failure, String message, String hint) {
        return new S3Fault(run, false, when, action, failure, message, hint, LONG);
    }

    private S3Fault sealed() {
        return new S3Fault(run, true, when, action, failure, said, hint, patience);
    }

    private S3Fault saying(String notice) {
        return new S3Fault(run, encrypted, when, action, failure, notice, hint, patience);
    }

    private S3Fault waiting(Duration limit) {
        return new S3Fault(run, encrypted, when, action, failure, said, hint, limit);
    }

    /// What passes, is gone round, or is mended.
    static Stream<S3Fault> survived() {
        return Stream.of(S3Scene.Run.small().flatMap(S3Fault::passingFor), uploads(), copies(), downloads(), slow())
                .flatMap(faults -> faults);
    }

    private static Stream<S3Fault> passingFor(S3Scene.Run run) {
        When twice = run.main().first(2);
        Stream<S3Fault> passing = Stream.of(
                        new Action.Refuse(),
                        instead(Answers.tooManyRequestsHtml()),
                        instead(Answers.slowDown()),
                        instead(Answers.slowDown(Duration.ofSeconds(2))),
                        instead(Answers.internalError()),
                        instead(Answers.requestTimeout()))
                .map(action -> survives(run, twice, action));
        Stream<S3Fault> regions = Stream.of(Answers.permanentRedirect(REGION, "elsewhere"), Answers.wrongRegion(REGION))
                .map(answer -> survives(run, run.main().first(1), instead(answer))
                        .saying("is in region " + REGION + ", not in us-east-1"));
        Stream<S3Fault> silence = Stream.of(
                survives(run, run.main().first(1), new Action.Silence()).waiting(SHORT));
        return Stream.of(passing, regions, silence).flatMap(faults -> faults);
    }

    private static Stream<S3Fault> uploads() {
        return Stream.of(
                survives(S3Scene.Run.LARGE_TGZ, PART.first(2), instead(Answers.slowDown())),
                survives(S3Scene.Run.LARGE_TGZ, PART.first(1), new Action.Silence())
                        .waiting(SHORT),
                survives(S3Scene.Run.TGZ, TGZ_PUT.first(2), new Action.ResetRequest(MIDDLE)),
                survives(S3Scene.Run.RSYNC_FIRST, BIG_PUT.first(2), new Action.ResetRequest(MIDDLE)),
                survives(S3Scene.Run.LARGE_TGZ, PART.first(2), new Action.ResetRequest(MIDDLE)),
                survives(S3Scene.Run.TGZ, TGZ_PUT.first(1), new Action.FlipRequest(MIDDLE)),
                survives(S3Scene.Run.TGZ, TGZ_PUT.first(1), new Action.FlipRequest(MIDDLE))
                        .sealed(),
                survives(S3Scene.Run.RSYNC_FIRST, BIG_PUT.first(1), new Action.FlipRequest(MIDDLE)),
                survives(S3Scene.Run.LARGE_TGZ, PART.first(1), new Action.FlipRequest(MIDDLE)),
                // The server did it, and the answer does not say so.
                survives(S3Scene.Run.TGZ, TGZ_PUT.first(1), afterwards(Answers.internalError())),
                survives(S3Scene.Run.LARGE_TGZ, COMPLETE.first(1), afterwards(Answers.errorInside200("InternalError"))),
                survives(S3Scene.Run.LARGE_TGZ, COMPLETE.first(1), new Action.ResetAnswer(10)),
                survives(S3Scene.Run.LARGE_TGZ, COMPLETE.first(2), instead(Answers.errorInside200("InternalError"))),
                survives(S3Scene.Run.LARGE_TGZ, COMPLETE.first(2), instead(Answers.errorInside200("SlowDown"))));
    }

    private static Stream<S3Fault> copies() {
        List<Action> passing = List.of(
                instead(Answers.errorInside200("InternalError")),
                instead(Answers.errorInside200("SlowDown")),
                afterwards(Answers.errorInside200("InternalError")),
                new Action.ResetAnswer(10),
                new Action.Refuse());
        Stream<S3Fault> twice = Stream.of(S3Scene.Run.TGZ, S3Scene.Run.RSYNC_SECOND)
                .flatMap(run -> passing.stream().map(action -> survives(run, COPY.first(2), action)));
        // What is never copied is sent again.
        Stream<S3Fault> always = Stream.of(S3Scene.Run.TGZ, S3Scene.Run.RSYNC_SECOND)
                .flatMap(run -> Stream.of(
                        survives(run, COPY, instead(Answers.errorInside200("InternalError"))),
                        survives(run, COPY, instead(Answers.notImplemented())).saying("refuses to copy objects"),
                        survives(run, COPY, instead(Answers.accessDenied())).saying("refuses to copy objects")));
        return Stream.concat(twice, always);
    }

    private static Stream<S3Fault> downloads() {
        return Stream.of(new Action.ResetAnswer(MIDDLE), new Action.CloseAnswer(MIDDLE))
                .flatMap(action -> Stream.of(
                        survives(S3Scene.Run.RESTORE_TGZ, TGZ_GET.first(2), action),
                        survives(S3Scene.Run.RESTORE_TGZ, TGZ_GET.first(2), action)
                                .sealed(),
                        survives(S3Scene.Run.RESTORE_RSYNC, BIG_GET.first(2), action)));
    }

    /// Slow is no failure as long as something comes.
    private static Stream<S3Fault> slow() {
        return Stream.of(
                survives(S3Scene.Run.TGZ, TGZ_PUT, new Action.SlowRequest(MIDDLE)),
                survives(S3Scene.Run.RSYNC_FIRST, BIG_PUT, new Action.SlowRequest(MIDDLE)),
                survives(S3Scene.Run.RESTORE_TGZ, TGZ_GET, new Action.SlowAnswer(MIDDLE))
                        .waiting(SHORT),
                survives(S3Scene.Run.RESTORE_RSYNC, BIG_GET, new Action.SlowAnswer(MIDDLE))
                        .waiting(SHORT));
    }

    /// What stays, or cannot be mended.
    static Stream<S3Fault> told() {
        return Stream.of(
                        S3Scene.Run.small()
                                .filter(run -> run != S3Scene.Run.RSYNC_SECOND)
                                .flatMap(run -> stayingFor(run, run.main())),
                        stayingFor(S3Scene.Run.RSYNC_SECOND, CHANGED_PUT),
                        damaged(),
                        Stream.of(tells(
                                S3Scene.Run.LARGE_TGZ,
                                COMPLETE,
                                instead(Answers.errorInside200("InternalError")),
                                Failure.UNREACHABLE,
                                "the service failed",
                                "")))
                .flatMap(faults -> faults);
    }

    private static Stream<S3Fault> stayingFor(S3Scene.Run run, When when) {
        // The SDK believes a service's time and signs by it from then on, in the whole process.
        Instant now = Instant.now();
        return Stream.of(
                tells(run, when, new Action.Refuse(), Failure.UNREACHABLE, "connection lost", "network"),
                tells(run, when, new Action.Silence(), Failure.UNREACHABLE, "timed out", "network")
                        .waiting(SHORTEST),
                tells(run, when, instead(Answers.tooManyRequestsHtml()), Failure.UNREACHABLE, "too many requests", ""),
                tells(run, when, instead(Answers.slowDown()), Failure.UNREACHABLE, "too many requests", ""),
                tells(run, when, instead(Answers.internalError()), Failure.UNREACHABLE, "the service failed", ""),
                tells(run, when, instead(Answers.requestTimeout()), Failure.UNREACHABLE, "timed out", ""),
                tells(run, when, instead(Answers.requestTimeTooSkewed(now)), Failure.FAILED, "clocks differ", "clock"),
                tells(run, when, instead(Answers.wrongRegion(REGION)), Failure.FAILED, "wrong region", REGION),
                tells(
                        run,
                        when,
                        instead(Answers.permanentRedirect(REGION, "elsewhere")),
                        Failure.FAILED,
                        "wrong region",
                        REGION));
    }

    private static Stream<S3Fault> damaged() {
        return Stream.of(
                tells(S3Scene.Run.TGZ, TGZ_PUT, new Action.FlipRequest(MIDDLE), Failure.UNREACHABLE, "damaged", ""),
                broken(S3Scene.Run.RESTORE_TGZ, TGZ_GET, new Action.ShortenAnswer(MIDDLE), "tar.gz"),
                broken(S3Scene.Run.RESTORE_TGZ, TGZ_GET, new Action.FlipAnswer(MIDDLE), "dir/big"),
                broken(S3Scene.Run.RESTORE_RSYNC, BIG_GET, new Action.ShortenAnswer(MIDDLE), "dir/big"),
                broken(S3Scene.Run.RESTORE_RSYNC, BIG_GET, new Action.FlipAnswer(MIDDLE), "dir/big"),
                broken(S3Scene.Run.RESTORE_TGZ, MANIFEST_GET, new Action.ShortenAnswer(50), "manifest"),
                broken(S3Scene.Run.RESTORE_TGZ, MANIFEST_GET, new Action.FlipAnswer(50), "manifest"),
                broken(S3Scene.Run.RESTORE_TGZ, TGZ_GET, new Action.ShortenAnswer(MIDDLE), "tar.gz")
                        .sealed(),
                broken(S3Scene.Run.RESTORE_TGZ, TGZ_GET, new Action.FlipAnswer(MIDDLE), "dir/big")
                        .sealed(),
                broken(S3Scene.Run.RESTORE_TGZ, MANIFEST_GET, new Action.FlipAnswer(50), "manifest")
                        .sealed());
    }

    private static S3Fault broken(S3Scene.Run run, When when, Action action, String named) {
        return tells(run, when, action, Failure.DAMAGED, named, "");
    }

    private static Action instead(Answer answer) {
        return new Action.Instead(answer);
    }

    private static Action afterwards(Answer answer) {
        return new Action.Afterwards(answer);
    }

    @Override
    public String toString() {
        String what =
                switch (action) {
                    case Action.Instead(var answer) -> "instead " + brief(answer);
                    case Action.Afterwards(var answer) -> "afterwards " + brief(answer);
                    case Action.Refuse _,
                            Action.GoDown _,
                            Action.Silence _,
                            Action.Hold _,
                            Action.ResetRequest _,
                            Action.FlipRequest _,
                            Action.SlowRequest _,
                            Action.ResetAnswer _,
                            Action.CloseAnswer _,
                            Action.ShortenAnswer _,
                            Action.FlipAnswer _,
                            Action.SlowAnswer _ -> action.toString();
                };
        return run + (encrypted ? " sealed" : "") + ", " + when + ": " + what;
    }

    private static String brief(Answer answer) {
        return answer.status() + " " + answer.body().replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
    }
}
