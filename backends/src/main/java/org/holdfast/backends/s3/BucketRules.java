package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/// What the owner of a bucket, and its provider, arranged for all that lies in it, and what that means for backups.
final class BucketRules {
    private static final String KEEPS = "deleted and replaced backups live on as old versions, and go on costing";
    private static final String EXPIRE_VERSIONS = "have a lifecycle rule remove old versions after a few days";

    private final Site site;
    private final Requests requests;

    BucketRules(Site site, Requests requests) {
        this.site = site;
        this.requests = requests;
    }

    void attempt(Steps steps) {
        steps.attempt("versions", this::versions);
        steps.attempt("lifecycle rules", this::lifecycle);
    }

    Finding versions() throws IOException {
        return switch (requests.profile().versions()) {
            case NEVER -> Finding.ok("this provider keeps none");
            case ALWAYS -> Finding.warning(KEEPS, EXPIRE_VERSIONS);
            case OPTIONAL -> configuredVersions();
        };
    }

    private Finding configuredVersions() throws IOException {
        BucketVersioningStatus status;
        try {
            status = requests.send(
                            Operation.STAT,
                            site.settings().prefix(),
                            client -> client.getBucketVersioning(get -> get.bucket(requests.bucket())))
                    .status();
        } catch (IOException e) {
            return Finding.skipped(reason(e));
        }
        return status == BucketVersioningStatus.ENABLED
                ? Finding.warning(KEEPS, EXPIRE_VERSIONS)
                : Finding.ok("none are kept");
    }

    Finding lifecycle() throws IOException {
        List<LifecycleRule> rules;
        try {
            rules = requests.send(
                            Operation.STAT,
                            site.settings().prefix(),
                            client -> client.getBucketLifecycleConfiguration(get -> get.bucket(requests.bucket())))
                    .rules();
        } catch (IOException e) {
            if (!Answer.in(e).map(Answer::code).equals(Optional.of("NoSuchLifecycleConfiguration"))) {
                return Finding.skipped(reason(e));
            }
            rules = List.of();
        }
        return judge(rules, site.settings().prefix().text());
    }

    static Finding judge(List<LifecycleRule> rules, String place) {
        String prefix = place.isEmpty() ? "" : place + "/";
        Optional<LifecycleRule> expiring = Lifecycle.expiring(rules, prefix);
        if (expiring.isPresent()) {
            String id = Optional.ofNullable(expiring.get().id()).orElse("without a name");
            return Finding.warning(
                    "rule " + id + " removes objects by their age and would eat snapshot/, which backups are made from",
                    "restrict the rule to other prefixes; Holdfast removes old backups itself");
        }
        return Lifecycle.abortsUploads(rules, prefix)
                ? Finding.ok("")
                : Finding.ok("none ends incomplete uploads, which cost unseen; backup cleanup does");
    }

    /// What a provider bills for more than is there; nothing if it does not.
    static Optional<Finding> billing(Profile profile) {
        String days = profile.minimumDays() == 0 ? "" : " for " + profile.minimumDays() + " days";
        String size = profile.minimumBilledBytes() == 0 ? "" : " as " + profile.minimumBilledBytes() + " bytes";
        return days.isEmpty() && size.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.ok("each object is billed" + size + days + " at least"));
    }

    /// Only looked at, never needed: whoever may not ask, or cannot be answered, loses a warning.
    private static String reason(IOException e) throws IOException {
        Answer refusal = Answer.in(e).orElseThrow(() -> e);
        if (refusal.isOfTheUser()) {
            return "these credentials may not ask (" + refusal + ")";
        }
        if (refusal.isOfTheCall() || refusal.status() == 404) {
            return "this service does not tell (" + refusal + ")";
        }
        throw e;
    }
}
