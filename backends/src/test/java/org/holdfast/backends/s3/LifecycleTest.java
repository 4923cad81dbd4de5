package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;

class LifecycleTest {
    @ParameterizedTest
    @CsvSource({
        "'', site/, true",
        "site/, site/, true",
        "si, site/, true",
        "site/snapshot/, site/, true",
        "sites/, site/, false",
        "other/, site/, false",
        "other/, '', true"
    })
    void aRuleConcernsWhatItsPrefixMeets(String rulePrefix, String prefix, boolean concerned) {
        LifecycleRule rule = expiring(all -> all.filter(filter -> filter.prefix(rulePrefix)));

        assertThat(Lifecycle.expiring(List.of(rule), prefix).isPresent()).isEqualTo(concerned);
    }

    @Test
    @SuppressWarnings("deprecation")
    void prefixesHaveThreePlaces() {
        assertThat(expires(expiring(rule -> rule.prefix("other/")))).isFalse();
        assertThat(expires(expiring(rule -> rule.prefix("site/")))).isTrue();
        assertThat(expires(expiring(rule -> rule.filter(f -> f.and(and -> and.prefix("other/"))))))
                .isFalse();
        assertThat(expires(expiring(rule -> {}))).isTrue();
    }

    @Test
    void rulesForTagsAndRulesThatAreOffDoNotMatter() {
        assertThat(expires(expiring(
                        rule -> rule.filter(f -> f.tag(tag -> tag.key("tmp").value("yes"))))))
                .isFalse();
        Tag tag = Tag.builder().key("tmp").value("yes").build();
        assertThat(expires(expiring(rule -> rule.filter(f -> f.and(and -> and.tags(tag))))))
                .isFalse();
        assertThat(expires(expiring(rule -> rule.status(ExpirationStatus.DISABLED))))
                .isFalse();
        assertThat(expires(expiring(rule -> rule.expiration(e -> e.expiredObjectDeleteMarker(true)))))
                .isFalse();
    }

    @Test
    void rulesThatEndUploadsAreWelcome() {
        LifecycleRule aborting = LifecycleRule.builder()
                .status(ExpirationStatus.ENABLED)
                .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))
                .build();

        assertThat(Lifecycle.abortsUploads(List.of(aborting), "site/")).isTrue();
        assertThat(BucketRules.judge(List.of(aborting), "site").detail()).isEmpty();
        assertThat(BucketRules.judge(List.of(), "site").detail()).startsWith("none ends incomplete uploads");
    }

    private static boolean expires(LifecycleRule rule) {
        return Lifecycle.expiring(List.of(rule), "site/").isPresent();
    }

    private static LifecycleRule expiring(Consumer<LifecycleRule.Builder> more) {
        LifecycleRule.Builder rule =
                LifecycleRule.builder().status(ExpirationStatus.ENABLED).expiration(e -> e.days(30));
        more.accept(rule);
        return rule.build();
    }
}
