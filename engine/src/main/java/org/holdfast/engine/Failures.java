package org.holdfast.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.NameLimitException;

/// Every exception of the lower rooms as what a person is told. The engine's border: nothing else leaves it.
final class Failures {
    private Failures() {}

    static BackupException explain(IOException e) {
        return switch (e) {
            case BackupException known -> known;
            case NameLimitException names -> tooLong(names);
            case DamagedException damaged ->
                failure(Failure.DAMAGED, damaged, "restore another backup, or this one's other files with --path");
            case AuthenticationException sealed ->
                failure(Failure.DAMAGED, sealed, "the password fits the store, so the file itself was changed or cut");
            case StoreException store -> ofStore(store);
            case PartialDeleteException partial ->
                failure(Failure.FAILED, partial, "run the same command again to remove the rest");
            case ClosedByInterruptException _, InterruptedIOException _ -> interrupted(e);
            default -> failure(Failure.FAILED, e, "");
        };
    }

    static BackupException interrupted(Exception e) {
        return new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
    }

    private static BackupException ofStore(StoreException e) {
        return switch (e) {
            case ObjectNotFoundException _ ->
                failure(Failure.DAMAGED, e, "the backup lacks an object; restore another backup");
            case AccessDeniedException _, TransientStoreException _ -> failure(Failure.UNREACHABLE, e, e.hint());
            case PermanentStoreException _ -> failure(Failure.FAILED, e, e.hint());
        };
    }

    private static BackupException tooLong(NameLimitException e) {
        List<String> details = e.offenders().stream()
                .map(offender -> offender.path() + " (" + offender.excess() + " bytes too long)")
                .toList();
        return new BackupException(
                Failure.NAMES_TOO_LONG,
                e.total() + (e.total() == 1 ? " name is" : " names are")
                        + " too long for the store once encrypted; nothing was written",
                "shorten them, or use the tgz format",
                details,
                e);
    }

    private static BackupException failure(Failure failure, IOException e, String hint) {
        String message = e.getMessage();
        return new BackupException(
                failure, message == null ? e.getClass().getSimpleName() : message, hint, List.of(), e);
    }
}
