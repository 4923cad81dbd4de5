package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ServeConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.limits.Priority;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.log.LogFormat;
import org.holdfast.engine.log.RunLog;
import org.holdfast.format.Progress;
import org.holdfast.server.Server;
import org.holdfast.server.ServerSetup;
import org.holdfast.server.work.Workshop;

/// A server as long as the process lives.
final class Serving {
    private final Host host;
    private final CommonOptions common;
    private final PasswordOptions password;
    private final Stores stores;
    private final Path logs;

    Serving(Host host, CommonOptions common, PasswordOptions password) throws BackupException {
        this.host = host;
        this.common = common;
        this.password = password;
        this.stores = new Stores(host, common);
        this.logs = stores.logs();
    }

    private TokenFile tokenFile(Configuration configuration) throws BackupException {
        Path usual = stores.state().root().resolve("serve").resolve("token");
        return new TokenFile(configuration.serve().tokenFile().orElse(usual));
    }

    /// Makes a token and prints it.
    ///
    /// @return the exit code
    int newToken() throws IOException {
        String token = AccessToken.random();
        tokenFile(new Configurations(host, common).required()).write(AccessToken.of(token));
        if (common.json()) {
            new Results(host.output()).document(Map.of("token", token));
        } else {
            host.output().result(token);
        }
        return 0;
    }

    /// Runs until the process is asked to end.
    ///
    /// @return the exit code
    int run() throws IOException {
        Configuration configuration = new Configurations(host, common).required();
        ServerSetup setup = new ServerSetup(
                VersionCommand.version(),
                shop(configuration),
                tokenFile(configuration).read(),
                () -> log(configuration));
        for (String refusal : Priority.lower(ConfiguredRun.nice(configuration))) {
            common.messages(host).warning(refusal);
        }
        try (Server server = Server.start(setup)) {
            listening(configuration.serve(), server.port());
            awaitEnd();
            host.interruptions().grant(server.toCome());
        }
        return 0;
    }

    private void listening(ServeConfig serve, int port) {
        String address = serve.address().contains(":") ? "[" + serve.address() + "]" : serve.address();
        String url = (serve.tls().isPresent() ? "https" : "http") + "://" + address + ":" + port + "/";
        if (common.json()) {
            host.output().result(Json.line(Map.of("listening", url)));
        } else if (common.summaries()) {
            host.output().result("listening at " + url);
        }
        boolean _ = host.output().flush().isPresent();
    }

    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // The process was asked to end, and what is to be done then is not to be interrupted.
        }
    }

    private RunLog log(Configuration configuration) {
        RunLog log = RunLog.open(logs, LogFormat.TEXT, host.clock());
        log.hide(configuration.secrets());
        return log;
    }

    private Workshop shop(Configuration configuration) throws BackupException {
        return new Workshop(
                LockOwner.current().host(),
                configuration,
                (site, access, progress) -> open(configuration, site, access, progress),
                new UnattendedSites(host, common, configuration),
                stores.state(),
                host.environment().beginningWith(""),
                host.clock());
    }

    private BackupEngine open(Configuration configuration, SiteConfig site, Vault.Access access, Progress progress)
            throws BackupException {
        ChosenStore chosen = ChosenStore.of(configuration, site);
        if (access == Vault.Access.WRITE) {
            stores.requireInPlace(chosen, false);
        }
        PasswordSources sources = new PasswordSources(host, password, common.messages(host));
        return stores.open(chosen, access, stores.passwords(chosen, sources), false, progress);
    }
}
