package org.holdfast.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.Vault;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.run.ServerRestore;
import org.holdfast.engine.run.ServerRestore.Gap;
import org.holdfast.engine.run.ServerRestore.Plan;
import org.holdfast.engine.run.ServerRestore.Step;
import org.holdfast.engine.view.Members;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Set up a server again on a machine that has nothing of it: its configuration, then each app's files, where"
                    + " the configuration has them, then the apps' restore hooks.",
            "The password, the configuration's variables, all targets, their space, who may own files there, and one"
                    + " file of each backup are looked at before anything is written. Nothing is overwritten.",
            "An app that could not be backed up with the others comes back from an earlier backup. A run that was"
                    + " interrupted, or in which an app failed, goes on where it stopped when it is begun again."
        },
        footer = {
            "",
            "Example:",
            "  holdfast server restore --from /mnt/disk/backups --check",
            "  holdfast server restore server.json --config /etc/holdfast/holdfast.yaml"
        })
final class ServerRestoreCommand extends LoggedCommand {
    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|ID",
            description = {
                "The file that \"server export\" wrote; with --from, the id of a backup of the server.",
                "Default with --from: the newest."
            })
    private @Nullable String which;

    @Option(names = "--from", paramLabel = "URL", description = StoreOption.KINDS)
    private @Nullable String from;

    @Option(names = "--app", paramLabel = "APP", description = "Only this app. May be given several times.")
    private List<String> apps = new ArrayList<>();

    @Option(names = "--ignore-owners", description = "Restore although files cannot get the owners that they had.")
    private boolean ignoreOwners;

    @Option(names = "--check", description = "Only check, and show what was found.")
    private boolean checkOnly;

    ServerRestoreCommand(Host host) {
        super("server restore", host);
    }

    @Override
    boolean onlyLooks() {
        return checkOnly;
    }

    @Override
    int run() throws IOException {
        Stores stores = new Stores(host(), common());
        Optional<ExportedBackup> exported = from == null ? Optional.of(exported()) : Optional.empty();
        ChosenStore store = exported.isPresent()
                ? ChosenStore.of(exported.get(), host())
                : ChosenStore.of(stores.location(String.valueOf(from)));
        Optional<String> id =
                exported.map(file -> file.backup().value()).or(() -> Optional.ofNullable(from == null ? null : which));
        PasswordSources passwords = new PasswordSources(host(), password, common().messages(host()));
        Configurations configurations = new Configurations(host(), common());
        ServerRestore restore = new ServerRestore(
                stores.state(), configurations.reader(), host().environment().beginningWith(""));
        try (BackupEngine engine = stores.open(store, Vault.Access.READ, passwords, false)) {
            Plan plan = restore.plan(engine, id, new LinkedHashSet<>(apps), ignoreOwners, common().progress(host()));
            Path file = configurations.forNew();
            requireFree(file, plan);
            plan.gaps().forEach(this::tell);
            if (checkOnly) {
                return show(plan);
            }
            requirePossible(plan);
            common().hide(plan.configuration().secrets());
            return restore(engine, restore, plan, file);
        }
    }

    private ExportedBackup exported() throws BackupException {
        if (which == null) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "nothing was named to restore from",
                    "name the file that \"server export\" wrote, or the store with --from URL");
        }
        return ExportedFile.read(which, "\"server export\"");
    }

    private static void requireFree(Path file, Plan plan) throws IOException {
        if (Files.exists(file)
                && !ByteBuffer.wrap(Files.readAllBytes(file)).equals(StandardCharsets.UTF_8.encode(plan.text()))) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "there is another configuration already: " + Text.printable(file),
                    "name a new file with --config FILE; nothing was written");
        }
    }

    private int show(Plan plan) {
        if (common().json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("backup", plan.box().id());
            document.put(
                    "apps",
                    plan.steps().stream()
                            .map(step -> Map.of(
                                    "app", step.app().id().value(),
                                    "backup", step.backup(),
                                    "data", Text.printable(step.app().data()),
                                    "restored", step.done(),
                                    "possible", step.isPossible(),
                                    "findings",
                                            step.findings().stream()
                                                    .map(Members::of)
                                                    .toList()))
                            .toList());
            document.put("missing", plan.box().box().orElseThrow().missing());
            new Results(host().output()).document(document);
        } else {
            host().output().result("server backup " + plan.box().id());
            for (Step step : plan.steps()) {
                host().output()
                        .result(step.app().id() + " to "
                                + Text.printable(step.app().data()) + ": "
                                + verdict(step));
            }
        }
        if (!plan.steps().stream().allMatch(Step::isPossible)) {
            return Failure.FAILED.exitCode();
        }
        return plan.gaps().stream().anyMatch(Gap::isLoss) ? Failure.NOT_FOUND.exitCode() : 0;
    }

    private static String verdict(Step step) {
        if (step.done()) {
            return "restored before, will be left alone";
        }
        return step.isPossible() ? "ok" : String.join("; ", reasons(step));
    }

    private void tell(Gap gap) {
        if (gap.isLoss()) {
            common().messages(host()).error(text(gap), List.of(), "", Failure.NOT_FOUND.exitCode());
        } else {
            common().messages(host()).warning(text(gap));
        }
    }

    private static String text(Gap gap) {
        return "app " + gap.missing().app() + " is not in this backup: "
                + gap.missing().reason() + "; "
                + gap.earlier()
                        .map(record -> "its backup of " + Text.time(record.finished()) + ", of version "
                                + record.appVersion() + ", is taken instead")
                        .orElse("nor is there another one of it");
    }

    private static List<String> reasons(Step step) {
        return step.findings().stream()
                .filter(finding -> !finding.isPassed())
                .map(finding -> finding.subject() + ": " + finding.text() + "; " + finding.hint())
                .toList();
    }

    private static void requirePossible(Plan plan) throws BackupException {
        List<String> all = new ArrayList<>();
        for (Step step : plan.steps()) {
            reasons(step).forEach(reason -> all.add("app " + step.app().id() + ": " + reason));
        }
        if (!all.isEmpty()) {
            throw new BackupException(
                    plan.steps().stream()
                            .flatMap(step -> step.findings().stream())
                            .filter(finding -> !finding.isPassed())
                            .map(ImportFinding::failure)
                            .findFirst()
                            .orElse(Failure.FAILED),
                    "the server cannot be set up here; nothing was written",
                    "mend it, or name the apps to restore with --app",
                    all,
                    null);
        }
    }

    private int restore(BackupEngine engine, ServerRestore restore, Plan plan, Path file) throws IOException {
        RunView view = new RunView(host(), common());
        if (write(file, plan.text())) {
            say("", "wrote " + Text.printable(file));
        }
        Set<Integer> codes = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            codes.add(restored(engine, restore, plan, step, view));
        }
        if (plan.gaps().stream().anyMatch(Gap::isLoss)) {
            codes.add(Failure.NOT_FOUND.exitCode());
        }
        codes.remove(0);
        return codes.isEmpty() ? 0 : codes.size() == 1 ? codes.iterator().next() : Failure.FAILED.exitCode();
    }

    private int restored(BackupEngine engine, ServerRestore restore, Plan plan, Step step, RunView view)
            throws BackupException {
        String app = step.app().id().value();
        if (step.done()) {
            say(app, "was restored to " + Text.printable(step.app().data()) + " before, and is left alone");
            return 0;
        }
        try {
            RestoreSummary summary = restore.restore(engine, plan.box(), step, view);
            summary.notices().forEach(notice -> view.warning(app, notice));
            common().log().scope(app, "").info("restored " + step.backup());
            say(
                    app,
                    "restored " + Text.files(summary.files()) + " (" + SizeText.of(summary.bytes()) + ") to "
                            + Text.printable(step.app().data()));
            return 0;
        } catch (BackupException e) {
            if (e.failure() == Failure.INTERRUPTED) {
                throw e;
            }
            common().log().scope(app, "").error(String.valueOf(e.getMessage()), e.hint());
            common().shown(host())
                    .error(
                            app + ": " + e.getMessage(),
                            e.details(),
                            e.hint(),
                            e.failure().exitCode());
            return e.failure().exitCode();
        }
    }

    /// @param app whom it is about, or empty
    private void say(String app, String line) {
        common().log().scope(app, "").info(line);
        if (common().summaries() && !common().json()) {
            host().output().result(app.isEmpty() ? line : app + ": " + line);
        }
    }

    /// Its owner alone may read it, and nothing that is there is replaced.
    ///
    /// @return whether there was none
    private static boolean write(Path file, String text) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        } catch (FileAlreadyExistsException _) {
            // The same, as was seen before.
            return false;
        }
    }
}
