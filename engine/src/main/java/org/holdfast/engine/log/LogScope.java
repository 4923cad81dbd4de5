package org.holdfast.engine.log;

import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// What one log says of one app and one site, either of which may be none. Thread-safe.
public final class LogScope implements Progress {
    private final RunLog log;
    private final String app;
    private final String site;

    LogScope(RunLog log, String app, String site) {
        this.log = log;
        this.app = app;
        this.site = site;
    }

    public void info(String text) {
        log.write(LogLevel.INFO, app, site, text);
    }

    public void warning(String text) {
        log.write(LogLevel.WARNING, app, site, text);
    }

    public void error(String text) {
        log.write(LogLevel.ERROR, app, site, text);
    }

    /// An error with what to do about it, if anybody knows.
    public void error(String text, String hint) {
        error(hint.isEmpty() ? text : text + "; " + hint);
    }

    /// A line that a hook printed.
    ///
    /// @param source what printed it: `hook before`
    public void output(String source, String line) {
        info(source + ": " + line);
    }

    @Override
    public void on(Event event) {
        EventText.of(event).ifPresent(said -> log.write(said.level(), app, site, said.text()));
    }
}
