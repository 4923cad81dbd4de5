package org.holdfast.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.TransientStoreException;

/// What a cleanup could not do. It goes on with the rest, since one object that cannot be removed says nothing of
/// others. Confined to one thread.
final class Setbacks {
    /// Each has been tried again and again already, so a store that answers nobody would be asked for days.
    private static final int PATIENCE = 3;

    private final List<BackupException> all = new ArrayList<>();
    private int inARow;

    /// @return what to tell of it
    /// @throws BackupException if it makes no sense to go on: INTERRUPTED, or the store does not answer any more
    String add(IOException e) throws BackupException {
        BackupException explained = Failures.explain(e);
        if (explained.failure() == Failure.INTERRUPTED) {
            throw explained;
        }
        all.add(explained);
        inARow = e instanceof TransientStoreException ? inARow + 1 : 0;
        if (inARow == PATIENCE) {
            throw summary();
        }
        return String.valueOf(explained.getMessage());
    }

    void success() {
        inARow = 0;
    }

    /// @throws BackupException the first setback, saying how many there were
    void report() throws BackupException {
        if (!all.isEmpty()) {
            throw summary();
        }
    }

    private BackupException summary() {
        BackupException first = all.getFirst();
        String count = all.size() == 1 ? "something" : all.size() + " things";
        String also = all.size() == 1 ? "" : "the first: ";
        return new BackupException(
                first.failure(),
                count + " could not be removed: " + also + first.getMessage(),
                first.hint().isEmpty() ? "the next cleanup tries again" : first.hint(),
                first.details(),
                first);
    }
}
