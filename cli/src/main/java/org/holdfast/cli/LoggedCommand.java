package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.RunLog;
import picocli.CommandLine.Mixin;

/// A command whose run is logged in the state directory: how it begins and ends, what happens meanwhile, and what the
/// user is told.
abstract class LoggedCommand implements HoldfastCommand {
    @Mixin
    private final LoggedOptions common = new LoggedOptions();

    private final String name;
    private final Host host;

    /// @param name as users know it: `backup create`
    LoggedCommand(String name, Host host) {
        this.name = name;
        this.host = host;
    }

    @Override
    public final LoggedOptions common() {
        return common;
    }

    final Host host() {
        return host;
    }

    /// Does it.
    ///
    /// @return the exit code
    abstract int run() throws IOException;

    /// Whether it is asked to change nothing. Such a run keeps no log.
    boolean onlyLooks() {
        return false;
    }

    @Override
    public final Integer call() throws IOException {
        if (onlyLooks()) {
            return run();
        }
        try (RunLog log = RunLog.open(new Stores(host, common).logs(), common.logFormat(), host.clock())) {
            common.keep(log);
            log.scope().info(name + " begins");
            int exitCode = logged(log);
            log.scope().info(name + " ends with exit code " + exitCode);
            log.problem().ifPresent(common.messages(host)::warning);
            return exitCode;
        }
    }

    private int logged(RunLog log) throws IOException {
        try {
            return run();
        } catch (Throwable e) {
            BackupException explained = Explanation.of(e, host.interruptions().requested());
            log.scope().error(String.valueOf(explained.getMessage()), explained.hint());
            explained.details().forEach(log.scope()::error);
            throw e;
        }
    }

    /// Says what was done: the document with `--json`, else the line unless nobody wants it. The log has the line
    /// always.
    final void done(String line, Object document) {
        common.log().scope().info(line);
        if (common.json()) {
            new Results(host.output()).document(document);
        } else if (common.summaries()) {
            host.output().result(line);
        }
    }
}
