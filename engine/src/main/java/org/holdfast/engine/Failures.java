package org.holdfast.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.engine.hooks.HookFailedException;
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
                failure(
                        Failure.DAMAGED,
                        damaged,
                        "restore another backup, or what can be read of this one with --accept-damaged");
            case AuthenticationException sealed ->
                failure(Failure.DAMAGED, sealed, "the password fits the store, so the file itself was changed or cut");
            case StoreException store -> ofStore(store);
            case PartialDeleteException partial -> partly(partial);
            case HookFailedException hook ->
                new BackupException(Failure.FAILED, String.valueOf(hook.getMessage()), "", hook.lastLines(), hook);
            case ClosedByInterruptException _, InterruptedIOException _ -> interrupted(e);
            default -> failure(Failure.FAILED, e, "");
        };
    }

    static BackupException interrupted(Exception e) {
        return new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
    }

    private static BackupException partly(PartialDeleteException e) {
        BackupException first = ofStore(e.first());
        String hint = first.hint().isEmpty() ? "run the same command again to remove the rest" : first.hint();
        return failure(first.failure(), e, hint);
    }

    private static BackupException ofStore(StoreException e) {
        return switch (e) {
            case ObjectNotFoundException _ ->
                failure(Failure.DAMAGED, e, "the backup lacks an object; restore another backup");
            case AccessDeniedException _, TransientStoreException _ -> failure(Failure.UNREACHABLE, e, e.hint());
            case PermanentStoreException _ ->
                failure(isOfTheNetwork(e) ? Failure.UNREACHABLE : Failure.FAILED, e, e.hint());
        };
    }

    /// Whether nobody was reached who could be trusted: no such host, no route, no valid certificate.
    private static boolean isOfTheNetwork(StoreException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof SocketException
                    || cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static BackupException tooLong(NameLimitException e) {
        List<String> details = e.offenders().stream()
                .map(offender -> offender.path() + " (" + offender.excess() + " bytes too long)")
                .toList();
        return new BackupException(
                Failure.NAMES_TOO_LONG,
                e.total() + (e.total() == 1 ? " name is" : " names are")
                        + " too long for the store; nothing was written",
                "shorten them, or use the tgz format; encryption makes names longer",
                details,
                e);
    }

    private static BackupException failure(Failure failure, IOException e, String hint) {
        String message = e.getMessage();
        return new BackupException(
                failure, message == null ? e.getClass().getSimpleName() : message, hint, List.of(), e);
    }
}
