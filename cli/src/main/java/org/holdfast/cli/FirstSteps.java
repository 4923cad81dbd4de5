package org.holdfast.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/// The program without a command: tells what to type next, which depends on what there is already.
@Command(
        name = "holdfast",
        description = "Encrypted, incremental backups.",
        synopsisSubcommandLabel = "[COMMAND]",
        modelTransformer = FirstSteps.WithExitCodes.class,
        footer = {"", "Example:", "  holdfast backup create --source ~/Documents --to /mnt/disk/backups"})
final class FirstSteps implements Callable<Integer> {
    private static final String MORE = "Every command:  holdfast --help    One of them:  holdfast backup create --help";

    private final Host host;

    FirstSteps(Host host) {
        this.host = host;
    }

    /// Has the usage say what the exit codes of all commands mean.
    static final class WithExitCodes implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            spec.usageMessage().exitCodeListHeading("%nExit codes:%n");
            spec.usageMessage().exitCodeList(ExitCodes.texts());
            return spec;
        }
    }

    @Override
    public Integer call() throws BackupException {
        steps().forEach(host.output()::tell);
        return Failure.MISCONFIGURED.exitCode();
    }

    private List<String> steps() throws BackupException {
        Configurations configurations = new Configurations(host, new CommonOptions());
        Optional<Path> file = configurations.file();
        if (file.isEmpty()) {
            return withoutConfiguration();
        }
        String named = Text.printable(file.get());
        try {
            Configuration configuration = configurations.silent();
            return configuration.apps().isEmpty() ? withoutApps(named) : withApps(named, configuration);
        } catch (BackupException _) {
            return List.of(
                    "The configuration " + named + " cannot be used. What is wrong with it:",
                    "  holdfast config check",
                    MORE);
        }
    }

    private static List<String> withoutConfiguration() {
        return List.of(
                "To back up a directory now, and see what is there and whether it can be restored:",
                "  holdfast backup create --source ~/Documents --to /mnt/disk/backups",
                "  holdfast backup list --from /mnt/disk/backups",
                "  holdfast backup verify latest --drill --from /mnt/disk/backups",
                "To have a place for backups written down, a disk or a bucket, and the password with it:",
                "  holdfast site init",
                "To see whether all is well then, and what is missing:",
                "  holdfast doctor",
                MORE);
    }

    private static List<String> withoutApps(String file) {
        return List.of(
                file + " names no app yet. Add what is to be backed up, such as:",
                "  apps: { documents: { data: /home/me/Documents } }",
                "Then make the first backup, and see whether all is well and it can be restored:",
                "  holdfast backup create --all",
                "  holdfast doctor",
                "  holdfast backup verify --all --drill",
                MORE);
    }

    private static List<String> withApps(String file, Configuration configuration) {
        String app = first(configuration.apps());
        String site = configuration.sites().size() > 1 ? " --site " + first(configuration.sites()) : "";
        return List.of(
                "By " + file + ", to make backups, and see whether all is well:",
                "  holdfast backup create --all",
                "  holdfast doctor",
                "To look at backups, hold them against their manifests, and restore one:",
                "  holdfast backup list" + site,
                "  holdfast backup verify --all" + site,
                "  holdfast backup restore " + app + "@latest --target ~/restored" + site,
                "To have it done by schedule, with a dashboard:",
                "  holdfast serve",
                MORE);
    }

    private static String first(Map<String, ?> named) {
        return named.keySet().iterator().next();
    }
}
