package org.holdfast.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands, put together and run.
final class Commands {
    private static final int USAGE_WIDTH = 100;

    private final Host host;

    Commands(Host host) {
        this.host = host;
    }

    /// Runs what the arguments ask for.
    ///
    /// @param arguments lossless text
    /// @return the exit code
    int run(String[] arguments) {
        Messages messages = messages(Arrays.asList(arguments));
        int exitCode;
        try {
            exitCode = commandLine(messages, Arrays.asList(arguments)).execute(arguments);
        } catch (Throwable e) {
            exitCode = failed(e, messages, true);
        }
        Optional<IOException> unwritten = host.output().flush();
        if (unwritten.isPresent() && exitCode == 0) {
            return unwritten(unwritten.get(), messages);
        }
        return exitCode;
    }

    /// What is wrong with the arguments is said in the form that they ask for.
    private Messages messages(List<String> arguments) {
        if (arguments.contains("--json")) {
            return new Messages(host.output(), true);
        }
        return LoggedOptions.asksForJson(arguments)
                ? Messages.asLog(host.output(), host.clock())
                : new Messages(host.output(), false);
    }

    private static int unwritten(IOException e, Messages messages) {
        // A reader such as head(1) that has seen enough need not be told.
        if (!"Broken pipe".equals(e.getMessage())) {
            messages.error(
                    "cannot write to standard output: " + e.getMessage(), List.of(), "", Failure.FAILED.exitCode());
        }
        return Failure.FAILED.exitCode();
    }

    private CommandLine commandLine(Messages messages, List<String> arguments) {
        // Arguments are taken as they are: no @FILE, no quotes to remove, no variables.
        return Menu.HOLDFAST
                .commandLine(host, arguments)
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setInterpolateVariables(false)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(new PrintWriter(host.output().out(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, _) -> misused(e, messages))
                .setExecutionExceptionHandler((e, line, _) -> failed(e, messages, debug(line)));
    }

    private static boolean debug(CommandLine line) {
        return line.getCommand() instanceof HoldfastCommand command
                && command.common().debug();
    }

    private static int misused(ParameterException e, Messages messages) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        messages.error(usageError(e), List.of(), "see " + command + " --help", Failure.MISCONFIGURED.exitCode());
        return Failure.MISCONFIGURED.exitCode();
    }

    private static String usageError(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !e.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            return "there is no command " + unmatched.getUnmatched().getFirst();
        }
        String message = String.valueOf(e.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private int failed(Throwable e, Messages messages, boolean trace) {
        BackupException explained = Explanation.of(e, host.interruptions().requested());
        messages.error(explained);
        if (trace) {
            messages.stackTrace(e);
        }
        return explained.failure().exitCode();
    }
}
