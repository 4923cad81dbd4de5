package org.holdfast.cli;

import java.util.Collection;
import java.util.Optional;
import org.holdfast.format.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command.
sealed class CommonOptions permits LoggedOptions {
    @Option(
            names = "--json",
            description = "Print the result as one JSON document; messages and progress as JSON lines on stderr.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but what was asked for, warnings and errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Name every file.")
    private boolean verbose;

    @Option(names = "--debug", description = "Show each request to a bucket, and where in the program an error arose.")
    private boolean debug;

    @Option(names = "--no-progress", description = "Show no progress. It is shown on a terminal only, or with --json.")
    private boolean noProgress;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: HOLDFAST_CONFIG, else ~/.config/holdfast/holdfast.yaml, else"
                    + " /etc/holdfast/holdfast.yaml.")
    private @Nullable String configuration;

    /// Lossless text of the path to the configuration, if one was named.
    Optional<String> configuration() {
        return Optional.ofNullable(configuration);
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    boolean debug() {
        return debug;
    }

    /// Whether a result that nobody asked for in particular, such as a summary, is wanted.
    boolean summaries() {
        return !quiet;
    }

    Messages messages(Host host) {
        return new Messages(host.output(), json);
    }

    /// What shows the events of a run.
    final Progress progress(Host host) {
        return progress(host, "", "");
    }

    /// The same for one app and one store.
    ///
    /// @param app its id, or empty
    /// @param store without secrets, or empty
    Progress progress(Host host, String app, String store) {
        return shown(host, messages(host));
    }

    /// What shows events to the user and nobody else.
    final Progress shown(Host host, Messages messages) {
        if (json) {
            return new JsonView(messages, !noProgress && !quiet, verbose, debug);
        }
        Remarks remarks = new Remarks(messages, verbose, debug);
        return isLive(host) ? new TerminalView(host.output(), remarks) : remarks;
    }

    /// Hears that a store is opened.
    ///
    /// @param store without secrets
    void opening(String store) {}

    /// Hears what is to be seen nowhere.
    void hide(Collection<String> secrets) {}

    /// Whether there is a line at the bottom of the terminal that says how far things are.
    boolean isLive(Host host) {
        return !noProgress && !quiet && !json && host.output().errIsTerminal();
    }
}
