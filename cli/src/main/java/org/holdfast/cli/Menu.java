package org.holdfast.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What commands there are. To make one ready takes longer than most of them run, so of those that the arguments cannot
/// mean none is made. Immutable.
///
/// @param name as it is typed
/// @param command makes what is annotated
/// @param commands that it holds, in the order in which they are listed
record Menu(String name, Function<Host, Object> command, List<Menu> commands) {
    static final Menu HOLDFAST = of(
            "holdfast",
            FirstSteps::new,
            of(
                    "backup",
                    _ -> new Groups.Backup(),
                    of("create", CreateCommand::new),
                    of("list", ListCommand::new),
                    of("show", ShowCommand::new),
                    of("files", FilesCommand::new),
                    of("restore", RestoreCommand::new),
                    of("cat", CatCommand::new),
                    of("verify", VerifyCommand::new),
                    of("remove", RemoveCommand::new),
                    of("pin", PinCommand::new),
                    of("unpin", UnpinCommand::new),
                    of("copy", CopyCommand::new),
                    of("export-config", ExportConfigCommand::new),
                    of("cleanup", CleanupCommand::new),
                    of("encrypt", EncryptCommand::new),
                    of("decrypt", DecryptCommand::new),
                    of("encrypt-filename", EncryptFilenameCommand::new),
                    of("decrypt-filename", DecryptFilenameCommand::new),
                    of("encrypt-dir", EncryptDirCommand::new),
                    of("decrypt-dir", DecryptDirCommand::new)),
            of(
                    "site",
                    _ -> new Groups.Site(),
                    of("init", SiteInitCommand::new),
                    of("list", SiteListCommand::new),
                    of("show", SiteShowCommand::new),
                    of("check", SiteCheckCommand::new),
                    of("probe", SiteProbeCommand::new)),
            of(
                    "app",
                    _ -> new Groups.App(),
                    of("list", AppListCommand::new),
                    of("show", AppShowCommand::new),
                    of("import", AppImportCommand::new),
                    of("clone", AppCloneCommand::new)),
            of(
                    "server",
                    _ -> new Groups.Server(),
                    of("backup", ServerBackupCommand::new),
                    of("export", ServerExportCommand::new),
                    of("restore", ServerRestoreCommand::new)),
            of(
                    "config",
                    _ -> new Groups.Config(),
                    of("check", ConfigCheckCommand::new),
                    of("show", ConfigShowCommand::new)),
            of("doctor", DoctorCommand::new),
            of("serve", ServeCommand::new),
            of("unlock", UnlockCommand::new),
            of("completion", CompletionCommand::new),
            of("version", VersionCommand::new));

    Menu {
        commands = List.copyOf(commands);
    }

    private static Menu of(String name, Function<Host, Object> command, Menu... commands) {
        return new Menu(name, command, List.of(commands));
    }

    /// The model of all there is, with its texts as they stand in the code.
    CommandSpec model(Host host) {
        return commandLine(host, List.of()).setInterpolateVariables(false).getCommandSpec();
    }

    /// Made ready for arguments: whole, but where they begin with the name of a command, with that one only.
    CommandLine commandLine(Host host, List<String> arguments) {
        CommandLine line = new CommandLine(command.apply(host));
        line.addMixin("help", new HelpOption());
        Optional<Menu> meant = arguments.isEmpty()
                ? Optional.empty()
                : commands.stream()
                        .filter(one -> one.name.equals(arguments.getFirst()))
                        .findFirst();
        if (meant.isPresent()) {
            line.addSubcommand(meant.get().commandLine(host, arguments.subList(1, arguments.size())));
        } else {
            commands.forEach(one -> line.addSubcommand(one.commandLine(host, List.of())));
        }
        return line;
    }
}
