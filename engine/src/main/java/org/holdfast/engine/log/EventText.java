package org.holdfast.engine.log;

import java.util.Optional;
import org.holdfast.format.Event;
import org.holdfast.sync.Skip;

/// What a log says of an event: nothing of each file that went well, or the log would grow with what is backed up.
/// Stateless; thread-safe.
record EventText(LogLevel level, String text) {
    static Optional<EventText> of(Event event) {
        return switch (event) {
            case Event.Moved _, Event.Finished _, Event.Requested _ -> Optional.empty();
            case Event.Started(var phase, var files, var bytes) -> info(phase(phase) + extent(files, bytes));
            case Event.Skipped(var skip) -> skipped(skip);
            case Event.Unstable(var path) ->
                warning(path + " changed while it was read; what was read is in the backup");
            case Event.Lost(var path, var reason) -> warning(path + " is lost: " + reason);
            case Event.Retried(var operation, var key, var attempt, var delay, var cause) ->
                warning(operation + " of " + key + " failed (" + cause + "); attempt " + (attempt + 1) + " in "
                        + delay.toMillis() + " ms");
            case Event.Noticed(var message) -> warning(message);
        };
    }

    private static Optional<EventText> skipped(Skip skip) {
        String what = skip.path() + " is not in the backup: ";
        return switch (skip.reason()) {
            case UNREADABLE, VANISHED -> warning(what + skip.detail());
            case SPECIAL -> warning(what + "it is a " + skip.detail());
        };
    }

    private static String phase(Event.Phase phase) {
        return switch (phase) {
            case SCAN -> "looking for changes";
            case UPLOAD -> "uploading";
            case COPY -> "copying in the store";
            case RESTORE -> "restoring";
            case VERIFY -> "verifying";
        };
    }

    private static String extent(long files, long bytes) {
        if (files == 0 && bytes == 0) {
            return "";
        }
        return ": " + files + (files == 1 ? " file" : " files") + (bytes == 0 ? "" : ", " + bytes + " bytes");
    }

    private static Optional<EventText> info(String text) {
        return Optional.of(new EventText(LogLevel.INFO, text));
    }

    private static Optional<EventText> warning(String text) {
        return Optional.of(new EventText(LogLevel.WARNING, text));
    }
}
