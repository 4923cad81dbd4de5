package org.holdfast.cli;

import java.util.List;
import org.holdfast.engine.log.LogFormat;
import picocli.CommandLine.Option;

/// The options of every command that keeps a log of its run.
final class LoggedOptions extends CommonOptions {
    private static final String NAME = "--log-format";

    @Option(
            names = NAME,
            paramLabel = "FORMAT",
            converter = Choice.OfLogFormat.class,
            description = {
                "text or json: how the log in the state directory is written. Default: text.",
                "With json, messages on stderr are such lines as well, unless --json gives them another form."
            })
    private LogFormat logFormat = LogFormat.TEXT;

    LogFormat logFormat() {
        return logFormat;
    }

    @Override
    Messages messages(Host host) {
        return speaksLog() ? Messages.asLog(host.output(), host.clock()) : super.messages(host);
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
