package org.holdfast.cli;

import java.util.Collection;
import java.util.List;
import org.holdfast.engine.log.LogFormat;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.log.RunLog;
import org.holdfast.format.Progress;
import picocli.CommandLine.Option;

/// The options of every command that keeps a log of its run.
final class LoggedOptions extends CommonOptions {
    private static final String NAME = "--log-format";

    @Option(
            names = NAME,
            paramLabel = "FORMAT",
            converter = Choice.OfLogFormat.class,
            completionCandidates = Choice.OfLogFormat.class,
            description = {
                "text or json: how the log in the state directory is written. Default: text.",
                "With json, messages on stderr are such lines as well, unless --json gives them another form."
            })
    private LogFormat logFormat = LogFormat.TEXT;

    private RunLog log = RunLog.none();

    LogFormat logFormat() {
        return logFormat;
    }

    /// From now on what the user is told is in the log, too.
    void keep(RunLog begun) {
        log = begun;
    }

    /// The log of the run; one that nobody keeps if it is not to be logged.
    RunLog log() {
        return log;
    }

    @Override
    Messages messages(Host host) {
        return shown(host).loggedTo(log.scope());
    }

    /// For what is logged in another way.
    Messages shown(Host host) {
        return speaksLog() ? Messages.asLog(host.output(), host.clock()) : super.messages(host);
    }

    @Override
    Progress progress(Host host, String app, String store) {
        LogScope scope = log.scope(app, store);
        Progress shown = shown(host, shown(host));
        return event -> {
            scope.on(event);
            shown.on(event);
        };
    }

    @Override
    void opening(String store) {
        log.scope("", store).info("opening the store");
    }

    @Override
    void hide(Collection<String> secrets) {
        log.hide(secrets);
    }

    @Override
    boolean isLive(Host host) {
        return !speaksLog() && super.isLive(host);
    }

    private boolean speaksLog() {
        return logFormat == LogFormat.JSON && !json();
    }

    /// Whether unparsed arguments ask for log lines in JSON.
    static boolean asksForJson(List<String> arguments) {
        int at = arguments.indexOf(NAME);
        return arguments.contains(NAME + "=json")
                || (at >= 0
                        && at + 1 < arguments.size()
                        && arguments.get(at + 1).equals("json"));
    }
}
