package org.holdfast.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.verify.Verification.Damage;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Instant DAY1 = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant DAY2 = Instant.parse("2026-11-02T00:00:00Z");
    private static final Extent ALL = new Extent(5, 50);

    private static VerifyResult result(VerifyMode mode, int percent, long total, long deep) {
        Extent read = mode == VerifyMode.QUICK ? Extent.NOTHING : ALL;
        return new VerifyResult("id", "rsync", mode, read, ALL, new Slices(30, percent), List.of(), total, deep);
    }

    private static Verification first(VerifyMode mode, int percent, long total, long deep) {
        return Verification.of(result(mode, percent, total, deep), DAY1, Optional.empty());
    }

    private static Verification then(Verification before, VerifyMode mode, int percent, long total, long deep) {
        return Verification.of(result(mode, percent, total, deep), DAY2, Optional.of(before));
    }

    @Test
    void damageThatOnlyReadingShowsIsNotForgottenForAListing() {
        Verification damaged = first(VerifyMode.READ_DATA, 100, 1, 1);
        assertThat(damaged.damage()).contains(new Damage(DAY1, 1, true));
        assertThat(damaged.dataRead()).isEmpty();
        assertThat(then(damaged, VerifyMode.QUICK, 100, 0, 0).damage()).contains(new Damage(DAY1, 1, true));
        assertThat(then(damaged, VerifyMode.READ_DATA, 99, 0, 0).damage()).contains(new Damage(DAY1, 1, true));
        assertThat(then(damaged, VerifyMode.QUICK, 100, 2, 0).damage()).contains(new Damage(DAY2, 2, true));
        assertThat(then(damaged, VerifyMode.READ_DATA, 100, 0, 0).damage()).isEmpty();
        assertThat(then(damaged, VerifyMode.DRILL, 100, 0, 0).damage()).isEmpty();
    }

    @Test
    void damageThatAListingShowsIsDisprovedByOne() {
        Verification damaged = first(VerifyMode.DRILL, 100, 1, 0);
        assertThat(damaged.damage()).contains(new Damage(DAY1, 1, false));
        assertThat(then(damaged, VerifyMode.QUICK, 100, 0, 0).damage()).isEmpty();
    }

    @Test
    void theNextReadingOfAPartBeginsWhereTheLastEnded() {
        Verification part = first(VerifyMode.READ_DATA, 20, 0, 0);
        assertThat(part.nextSlice()).isEqualTo(50);
        assertThat(then(part, VerifyMode.QUICK, 100, 0, 0).nextSlice()).isEqualTo(50);
        assertThat(then(part, VerifyMode.READ_DATA, 100, 0, 0).nextSlice()).isEqualTo(50);
    }

    @Test
    void aListingIsNoTrial() {
        assertThat(first(VerifyMode.QUICK, 100, 0, 0).dataRead()).isEmpty();
        Verification tried = first(VerifyMode.DRILL, 100, 0, 0);
        assertThat(tried.dataRead()).contains(DAY1);
        assertThat(then(tried, VerifyMode.QUICK, 100, 0, 0).dataRead()).contains(DAY1);
        assertThat(then(tried, VerifyMode.DRILL, 100, 1, 1).dataRead()).contains(DAY1);
    }
}
