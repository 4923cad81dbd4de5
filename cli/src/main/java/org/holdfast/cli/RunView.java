package org.holdfast.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.run.LoggedRun;
import org.holdfast.engine.run.RunListener;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.format.Progress;

/// Shows a run of many apps and sites to the user, and writes its log. Thread-safe.
final class RunView implements RunListener {
    private final Host host;
    private final LoggedOptions options;
    private final Optional<TerminalBoard> board;
    private final LoggedRun logged;

    RunView(Host host, LoggedOptions options) {
        this.host = host;
        this.options = options;
        this.board = options.isLive(host) ? Optional.of(new TerminalBoard(host.output())) : Optional.empty();
        this.logged = new LoggedRun(options.log());
    }

    @Override
    public Progress progress(String app, String site) {
        Progress kept = logged.progress(app, site);
        String subject = subject(app, site);
        Remarks remarks = new Remarks(options.shown(host).about(subject + ": "), options.verbose(), options.debug());
        Progress shown = board.map(line -> line.progress(app, subject)).orElse(Progress.NONE);
        return event -> {
            kept.on(event);
            remarks.on(event);
            shown.on(event);
        };
    }

    private static String subject(String app, String site) {
        if (app.isEmpty()) {
            return site;
        }
        return site.isEmpty() ? app : app + " to " + site;
    }

    @Override
    public void toCome(Duration hooks) {
        host.interruptions().grant(hooks);
    }

    @Override
    public void hook(String app, String hook, String line) {
        logged.hook(app, hook, line);
        if (options.verbose()) {
            options.shown(host)
                    .note(app + ": hook " + hook + ": " + options.log().clean(line));
        }
    }

    @Override
    public void warning(String app, String text) {
        logged.warning(app, text);
        options.shown(host).warning(app + ": " + text);
    }

    /// Of the run as a whole.
    void warning(String text) {
        options.log().scope().warning(text);
        options.shown(host).warning(text);
    }

    @Override
    public void defect(Throwable e) {
        if (options.debug()) {
            options.shown(host).stackTrace(e);
        }
    }

    @Override
    public void trouble(BackupException e) {
        logged.trouble(e);
        options.shown(host).error(e);
        defect(e);
    }

    @Override
    public void ended(RunReport.Result result) {
        logged.ended(result);
        String subject = subject(result.app().isEmpty() ? RunRequest.BOX : result.app(), result.site());
        board.ifPresent(line -> line.ended(subject));
        switch (result.outcome()) {
            case OK -> made(subject, result);
            case INCOMPLETE -> {
                made(subject, result);
                options.shown(host).warning(subject + ": the backup is incomplete: " + result.message());
            }
            case SKIPPED -> {}
            case LOCKED, FAILED ->
                options.shown(host)
                        .error(subject + ": " + result.message(), List.of(), result.hint(), result.exitCode());
        }
    }

    private void made(String subject, RunReport.Result result) {
        if (!options.json() && options.summaries()) {
            host.output()
                    .result(subject + ": " + result.backup().orElse("") + " (" + Text.files(result.files()) + ", "
                            + SizeText.of(result.bytes()) + ")");
        }
    }

    /// Says how it all ended.
    void end(RunReport report) {
        if (options.json()) {
            new Results(host.output())
                    .document(Map.of("run", report, "summary", report.summary(), "exitCode", report.exitCode()));
        } else if (options.summaries() && report.trouble().isEmpty()) {
            host.output().result(report.summary());
        }
    }
}
