package org.holdfast.backends.s3;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;

/// What a bucket's lifecycle rules do to objects below a prefix. Stateless.
final class Lifecycle {
    private Lifecycle() {}

    /// The first rule that removes objects below a prefix by their age.
    ///
    /// @param prefix as it stands in keys, with a slash at its end, or empty
    static Optional<LifecycleRule> expiring(List<LifecycleRule> rules, String prefix) {
        return rules.stream()
                .filter(Lifecycle::isOn)
                .filter(rule -> expires(rule.expiration()))
                .filter(rule -> concerns(rule, prefix))
                .findFirst();
    }

    /// Whether some rule ends uploads that were never completed below a prefix.
    static boolean abortsUploads(List<LifecycleRule> rules, String prefix) {
        return rules.stream()
                .filter(Lifecycle::isOn)
                .filter(rule -> rule.abortIncompleteMultipartUpload() != null)
                .anyMatch(rule -> concerns(rule, prefix));
    }

    private static boolean isOn(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED;
    }

    private static boolean expires(@Nullable LifecycleExpiration expiration) {
        return expiration != null && (expiration.days() != null || expiration.date() != null);
    }

    private static boolean concerns(LifecycleRule rule, String prefix) {
        String covered = covered(rule);
        return !wantsTags(rule.filter()) && (prefix.startsWith(covered) || covered.startsWith(prefix));
    }

    /// Older services put the prefix beside the filter, and AWS puts it one deeper where there are other conditions.
    @SuppressWarnings("deprecation")
    private static String covered(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        return Optional.ofNullable(filter)
                .map(LifecycleRuleFilter::prefix)
                .or(() -> Optional.ofNullable(filter)
                        .map(LifecycleRuleFilter::and)
                        .map(and -> and.prefix()))
                .or(() -> Optional.ofNullable(rule.prefix()))
                .orElse("");
    }

    /// Objects of Holdfast have no tags.
    private static boolean wantsTags(@Nullable LifecycleRuleFilter filter) {
        return filter != null
                && (filter.tag() != null
                        || (filter.and() != null && !filter.and().tags().isEmpty()));
    }
}
