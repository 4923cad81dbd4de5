package org.holdfast.cli;

import java.util.Locale;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.sync.Skip;

/// Says what the user should know of a run while it goes on, one line each. Thread-safe.
///
/// @param verbose whether every finished file is named
/// @param debug whether every request is told
record Remarks(Messages messages, boolean verbose, boolean debug) implements Progress {
    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Started _, Event.Moved _ -> {}
            case Event.Finished(var phase, var path) -> {
                // Inside the store files may have no names that could be told.
                if (verbose && phase != Event.Phase.COPY) {
                    messages.note(done(phase) + " " + path);
                }
            }
            case Event.Skipped(Skip skip) -> messages.warning(describe(skip));
            case Event.Unstable(var path) ->
                messages.warning(path + " changed while it was read; what was read is in the backup");
            case Event.Lost(var path, var reason) -> messages.warning(path + " is lost: " + reason);
            case Event.Retried(var operation, var key, var attempt, var delay, var cause) ->
                messages.warning(String.format(
                        Locale.ROOT,
                        "%s of %s failed (%s); attempt %d in %s",
                        operation,
                        key,
                        cause,
                        attempt + 1,
                        Text.seconds(delay.toMillis() / 1000.0)));
            case Event.Noticed(var message) -> messages.warning(message);
            case Event.Requested request -> {
                if (debug) {
                    messages.note(describe(request));
                }
            }
        }
    }

    static String describe(Skip skip) {
        String what = skip.path() + " is not in the backup: ";
        return switch (skip.reason()) {
            case UNREADABLE, VANISHED -> what + skip.detail();
            case SPECIAL -> what + "it is a " + skip.detail();
        };
    }

    private static String describe(Event.Requested request) {
        return String.format(
                Locale.ROOT,
                "%s %s: %s, %d bytes, %d ms, attempt %d",
                request.method(),
                request.target(),
                request.status() == 0 ? "no answer" : request.status(),
                request.bytes(),
                request.took().toMillis(),
                request.attempt());
    }

    private static String done(Event.Phase phase) {
        return switch (phase) {
            case SCAN -> "scanned";
            case UPLOAD -> "uploaded";
            case COPY -> "copied";
            case RESTORE -> "restored";
            case VERIFY -> "verified";
        };
    }
}
