package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.http.SdkHttpResponse;

/// The first request to a site: one listing, from whose answer or refusal follows whether the endpoint is there, the
/// clocks agree, the credentials are known and the bucket may be used.
final class Entrance {
    private static final Duration NOTICEABLE = Duration.ofMinutes(1);

    /// What S3 bears between a request's date and its own, says its documentation (`RequestTimeTooSkewed`).
    private static final Duration BEARABLE = Duration.ofMinutes(15);

    private static final Set<String> UNKNOWN_USER = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "TokenRefreshRequired",
            "InvalidSecurity",
            "NotSignedUp");

    private final Site site;
    private final Requests requests;
    private final InstantSource clock;

    Entrance(Site site, Requests requests, InstantSource clock) {
        this.site = site;
        this.requests = requests;
        this.clock = clock;
    }

    /// Tells what is found on the way in.
    ///
    /// @return whether it makes sense to go on
    boolean pass(Steps steps) {
        String place = site.endpoint().map(Object::toString).orElse("AWS, " + site.region());
        try {
            SdkHttpResponse answer = list();
            steps.tell("endpoint", Finding.ok(place));
            steps.attempt("clock", () -> clock(Optional.of(answer)));
            steps.tell("credentials", Finding.ok(""));
            steps.tell("bucket", Finding.ok(requests.bucket()));
            return true;
        } catch (IOException e) {
            tell(e, place, steps);
            return false;
        }
    }

    private SdkHttpResponse list() throws IOException {
        String place = site.settings().prefix().text();
        String prefix = place.isEmpty() ? "" : place + "/";
        return requests.profile().can(Ability.LIST_V2)
                ? requests.send(
                                Operation.LIST,
                                site.settings().prefix(),
                                client -> client.listObjectsV2(list -> list.bucket(requests.bucket())
                                        .prefix(prefix)
                                        .maxKeys(1)))
                        .sdkHttpResponse()
                : requests.send(
                                Operation.LIST,
                                site.settings().prefix(),
                                client -> client.listObjects(list -> list.bucket(requests.bucket())
                                        .prefix(prefix)
                                        .maxKeys(1)))
                        .sdkHttpResponse();
    }

    private void tell(IOException e, String place, Steps steps) {
        Optional<Answer> answer = Answer.in(e);
        if (answer.isEmpty()) {
            boolean local = e instanceof AccessDeniedException;
            steps.tell("endpoint", local ? Finding.skipped("no credentials to reach it with") : Steps.failure(e));
            steps.tell("clock", Finding.skipped("the service did not answer"));
            steps.tell("credentials", local ? Steps.failure(e) : Finding.skipped("the service did not answer"));
            steps.tell("bucket", Finding.skipped("the service did not answer"));
            return;
        }
        steps.tell("endpoint", Finding.ok(place));
        if (!steps.attempt("clock", () -> clock(answer.get().response()))) {
            steps.tell("credentials", Finding.skipped("the clock must be right first"));
            steps.tell("bucket", Finding.skipped("the clock must be right first"));
            return;
        }
        boolean unknown = answer.get().status() == 401
                || UNKNOWN_USER.contains(answer.get().code());
        steps.tell("credentials", unknown ? Steps.failure(e) : Finding.ok(""));
        steps.tell("bucket", unknown ? Finding.skipped("the credentials are not accepted") : Steps.failure(e));
    }

    private Finding clock(Optional<SdkHttpResponse> answer) {
        Optional<Instant> theirs = answer.flatMap(HttpDate::of);
        if (theirs.isEmpty()) {
            return Finding.skipped("the service does not tell its time");
        }
        Duration ahead = Duration.between(theirs.get(), clock.instant());
        Duration apart = ahead.abs();
        if (apart.compareTo(NOTICEABLE) <= 0) {
            return Finding.ok("");
        }
        String detail = "this machine is " + apart.toSeconds() + " seconds "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the service";
        String hint = "set the clock, best by NTP: timedatectl set-ntp true";
        return apart.compareTo(BEARABLE) <= 0 ? Finding.warning(detail, hint) : Finding.failed(detail, hint);
    }
}
