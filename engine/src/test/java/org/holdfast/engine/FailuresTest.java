package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
    private static BackupException explained(StoreException first) {
        return Failures.explain(new PartialDeleteException(List.of(ObjectKey.of("a")), first));
    }

    @Test
    void aDeleteThatFailedIsExplainedByItsCause() {
        BackupException denied = explained(new AccessDeniedException("not allowed", "allow s3:DeleteObject", null));
        assertThat(denied.failure()).isEqualTo(Failure.UNREACHABLE);
        assertThat(denied.hint()).isEqualTo("allow s3:DeleteObject");
        assertThat(denied).hasMessage("could not remove 1 object(s): not allowed");
        assertThat(explained(new TransientStoreException("gone")).failure()).isEqualTo(Failure.UNREACHABLE);
    }

    @Test
    void aDeleteThatFailedWithoutAdviceIsToBeTriedAgain() {
        BackupException locked = explained(new PermanentStoreException("locked"));
        assertThat(locked.failure()).isEqualTo(Failure.FAILED);
        assertThat(locked.hint()).isEqualTo("run the same command again to remove the rest");
    }
}
