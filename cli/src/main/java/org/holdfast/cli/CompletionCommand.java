package org.holdfast.cli;

import java.util.Set;
import org.holdfast.cli.reference.Shell;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = {
            "Print a script that has a shell complete commands, options, files, and the names of sites and apps.",
            "For those names the shell runs holdfast, which reads the configuration and reaches no store."
        },
        footer = {
            "",
            "Example:",
            "  source <(holdfast completion bash)",
            "  holdfast completion zsh > ~/.zfunc/_holdfast",
            "  holdfast completion fish > ~/.config/fish/completions/holdfast.fish"
        })
final class CompletionCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "SHELL",
            converter = Choice.OfShell.class,
            completionCandidates = Choice.OfShell.class,
            description = "bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    /// For the scripts.
    @Option(names = "--names", hidden = true, paramLabel = "KIND", description = "Print the names of sites or apps.")
    private @Nullable String names;

    private final Host host;

    CompletionCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws BackupException {
        if (names != null) {
            names(names).forEach(host.output()::result);
            return 0;
        }
        // All commands, not only this one.
        host.output().out().print(shell.script(Menu.HOLDFAST.model(host)));
        return 0;
    }

    /// Nothing where there is no configuration, or one with mistakes: whoever types asked for no message.
    private Set<String> names(String kind) {
        try {
            Configuration configuration = new Configurations(host, common).silent();
            return switch (kind) {
                case "sites" -> configuration.sites().keySet();
                case "apps" -> configuration.apps().keySet();
                default -> Set.of();
            };
        } catch (BackupException _) {
            return Set.of();
        }
    }
}
