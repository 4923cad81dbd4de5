package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void delaysAreSpreadFromNothingToADoublingCeiling() {
        SplittableRandom random = new SplittableRandom(1);
        long[] ceilings = {100, 200, 400, 800, 1000, 1000};
        for (int attempt = 1; attempt <= ceilings.length; attempt++) {
            int number = attempt;
            LongStream delays = IntStream.range(0, 1000)
                    .mapToLong(_ -> policy.delayAfter(number, random).toMillis());
            var summary = delays.summaryStatistics();
            long ceiling = ceilings[attempt - 1];
            assertThat(summary.getMax()).isBetween(ceiling * 95 / 100, ceiling);
            assertThat(summary.getMin()).isBetween(0L, ceiling * 5 / 100);
        }
    }

    @Test
    void aHugeNumberOfTriesOverflowsNothing() {
        for (int attempt : new int[] {30, 62, 63, 64, 1000, Integer.MAX_VALUE}) {
            assertThat(policy.delayAfter(attempt, new SplittableRandom(1)))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(1));
        }
        assertThat(new RetryPolicy(2, Duration.ZERO, Duration.ZERO).delayAfter(1, new SplittableRandom(1)))
                .isZero();
    }

    @Test
    void senselessNumbersAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(0, second, second)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, second.negated(), second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void defaultsAreEightTriesFromHalfASecondToHalfAMinute() {
        assertThat(RetryPolicy.defaults())
                .isEqualTo(new RetryPolicy(8, Duration.ofMillis(500), Duration.ofSeconds(30)));
    }
}
