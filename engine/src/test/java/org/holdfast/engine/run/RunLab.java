package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Progress;

/// Runs over a configuration in a directory, in which `@` stands for that directory; and remembers what is told of
/// them, one line each. Thread-safe.
class RunLab implements RunListener {
    private final Path directory;
    private final StateDirectory state;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Duration> toCome = new CopyOnWriteArrayList<>();
    private final List<Throwable> defects = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-11-20T03:00:00Z");

    RunLab(Path directory) {
        this.directory = directory;
        this.state = new StateDirectory(directory.resolve("state"));
    }

    List<String> told() {
        return told;
    }

    List<Duration> toCome() {
        return toCome;
    }

    List<Throwable> defects() {
        return defects;
    }

    /// Of all apps, to where the configuration says.
    RunReport run(String configuration) throws IOException {
        return run(configuration, this::open);
    }

    RunReport run(String configuration, SiteOpener opener) throws IOException {
        return run(configuration, opener, List.of());
    }

    /// @param apps empty: all, and the server
    RunReport run(String configuration, SiteOpener opener, List<String> apps) throws IOException {
        Path file =
                Files.writeString(directory.resolve("holdfast.yaml"), configuration.replace("@", directory.toString()));
        ServerRun run = new ServerRun(
                "server1",
                new ConfigurationReader(Map.of()).read(file),
                opener,
                state,
                Map.of("PATH", System.getenv("PATH")),
                clock());
        return run.run(new RunRequest(apps, Set.of(), Optional.empty(), Optional.empty()), this);
    }

    BackupEngine open(SiteConfig site, Vault.Access access, Progress progress) throws BackupException {
        Vault vault = Vault.open(site.location(), access, Passwords.NONE, false, state, clock(), progress);
        return new BackupEngine(site.location(), vault, state, clock());
    }

    /// Every look is a second later.
    private InstantSource clock() {
        return () -> {
            synchronized (this) {
                now = now.plusSeconds(1);
                return now;
            }
        };
    }

    @Override
    public Progress progress(String app, String site) {
        return Progress.NONE;
    }

    @Override
    public void toCome(Duration hooks) {
        toCome.add(hooks);
    }

    @Override
    public void hook(String app, String hook, String line) {
        told.add(app + " " + hook + ": " + line);
    }

    @Override
    public void warning(String app, String text) {
        told.add(app + " warning: " + text);
    }

    @Override
    public void defect(Throwable e) {
        defects.add(e);
    }

    @Override
    public void trouble(BackupException e) {
        told.add("trouble: " + e.getMessage());
    }

    @Override
    public void ended(RunReport.Result result) {
        String app = result.app().isEmpty() ? RunRequest.BOX : result.app();
        String message = result.message().isEmpty() ? "" : ": " + result.message();
        told.add(app + " to " + result.site() + " " + result.outcome().text() + message);
    }
}
