package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.junit.jupiter.api.Test;

class PartPlanTest {
    private static final long MIB = 1024 * 1024;
    private static final long GIB = 1024 * MIB;
    private static final ObjectKey KEY = ObjectKey.of("object");

    private static TestProfile usual() {
        return new TestProfile()
                .maxParts(10_000)
                .minPartSize(5 * MIB)
                .maxPartSize(5 * GIB)
                .maxObjectSize(5000 * GIB);
    }

    private static PartPlan plan(TestProfile profile, long budget, long expected) throws PermanentStoreException {
        return PartPlan.of(KEY, profile.build(), Limits.DEFAULTS, budget, expected);
    }

    @Test
    void partsAreFiveMebibytesUnlessTheyWouldBeTooMany() throws Exception {
        assertThat(plan(usual(), 48 * MIB, 3 * GIB).partSize()).isEqualTo(5 * MIB);
        assertThat(plan(usual(), 48 * MIB, 100 * GIB).partSize()).isEqualTo(12 * MIB);
        assertThat(plan(usual().maxParts(1000), 48 * MIB, 20 * GIB).partSize()).isEqualTo(23 * MIB);
    }

    @Test
    void asMuchAsPossibleOfAnUnknownSizeFits() throws Exception {
        assertThat(plan(usual(), 48 * MIB, ByteSource.UNKNOWN_SIZE))
                .isEqualTo(new PartPlan((int) (11 * MIB), (int) (11 * MIB), 4));
        assertThat(plan(usual().maxParts(1000), 48 * MIB, ByteSource.UNKNOWN_SIZE)
                        .partSize())
                .isEqualTo(24 * MIB);
    }

    @Test
    void aSmallObjectReservesLittle() throws Exception {
        assertThat(plan(usual(), 48 * MIB, 0).firstBuffer()).isEqualTo(4096);
        assertThat(plan(usual(), 48 * MIB, 4096).firstBuffer()).isBetween(4096, 9000);
        assertThat(plan(usual(), 48 * MIB, GIB).firstBuffer()).isEqualTo(5 * MIB);
    }

    @Test
    void whatFitsIntoTheMemoryGoesInOneRequestWhereNoPartWouldFit() throws Exception {
        assertThat(plan(usual().minPartSize(64 * MIB), 46 * MIB, 100))
                .isEqualTo(new PartPlan((int) (64 * MIB), 4202, 4));
        assertThatThrownBy(() -> plan(usual().minPartSize(64 * MIB), 46 * MIB, 46 * MIB))
                .isInstanceOf(PermanentStoreException.class);
    }

    @Test
    void littleMemoryMeansSmallParts() throws Exception {
        assertThat(plan(usual().minPartSize(MIB), 3 * MIB, GIB).partSize()).isEqualTo(3 * MIB);
        assertThat(plan(usual(), 5 * MIB, GIB).partSize()).isEqualTo(5 * MIB);
        assertThatThrownBy(() -> plan(usual(), 5 * MIB - 1, 5 * MIB))
                .isInstanceOfSatisfying(
                        PermanentStoreException.class, e -> assertThat(e.hint()).contains("memory="));
    }

    @Test
    void theConfiguredSizeIsUsedUnlessThePartsWouldBeTooMany() throws Exception {
        Limits limits = new Limits(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.of(16 * MIB - 5),
                OptionalLong.empty());
        assertThat(PartPlan.of(KEY, usual().build(), limits, 48 * MIB, GIB).partSize())
                .isEqualTo(16 * MIB);
        assertThat(PartPlan.of(KEY, usual().build(), limits, 48 * MIB, 300 * GIB)
                        .partSize())
                .isEqualTo(34 * MIB);
        assertThatThrownBy(() -> PartPlan.of(KEY, usual().build(), limits, 15 * MIB, 1))
                .isInstanceOf(PermanentStoreException.class);
    }

    @Test
    void fourPartsAreSentAtOnceUnlessTheProfileBearsFewerOrSomebodySaysSo() throws Exception {
        assertThat(plan(usual().uploads(10), 48 * MIB, GIB).atOnce()).isEqualTo(4);
        assertThat(plan(usual().uploads(2), 48 * MIB, GIB).atOnce()).isEqualTo(2);
        Limits limits = new Limits(
                OptionalInt.of(20),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        assertThat(PartPlan.of(KEY, usual().uploads(20).build(), limits, 48 * MIB, GIB)
                        .atOnce())
                .isEqualTo(20);
    }

    @Test
    void whatCannotFitIsRefusedForTheRightReason() throws Exception {
        assertThatThrownBy(() -> plan(usual(), 48 * MIB, 1000 * GIB))
                .isInstanceOfSatisfying(
                        PermanentStoreException.class, e -> assertThat(e.hint()).contains("memory="));
        assertThatThrownBy(() -> plan(usual(), 48 * MIB, 6000 * GIB))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("takes objects of");
        assertThatThrownBy(() -> plan(usual().maxParts(10).maxPartSize(10 * MIB), 48 * MIB, 200 * MIB))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("the provider takes");
        // The tenth on top is for estimates only: what would just fit is tried.
        assertThat(plan(usual().maxParts(10).maxPartSize(10 * MIB), 48 * MIB, 100 * MIB)
                        .partSize())
                .isEqualTo(10 * MIB);
    }
}
