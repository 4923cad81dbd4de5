package org.holdfast.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.engine.run.SitePlaces;
import org.holdfast.format.Progress;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Opens stores with what the process has around it.
final class Stores {
    private final Host host;
    private final CommonOptions common;

    Stores(Host host, CommonOptions common) {
        this.host = host;
        this.common = common;
    }

    /// For commands that need no password.
    BackupEngine open(StoreOption store) throws BackupException {
        return open(chosen(store));
    }

    /// Makes sure that a site of the configuration is where it was. To be called before anything of it is changed: a
    /// path, bucket or prefix that was edited by mistake may be that of another server.
    ///
    /// @param siteChanges whether it may be elsewhere from now on
    void requireInPlace(ChosenStore store, boolean siteChanges) throws BackupException {
        if (store.site().isPresent()) {
            new SitePlaces(state()).check(store.site().get().name(), store.location(), siteChanges);
        }
    }

    /// For commands that need no password.
    BackupEngine open(ChosenStore store) throws BackupException {
        return open(store, Vault.Access.READ, Passwords.NONE, false);
    }

    /// Where the password of a store comes from, which its configuration may say.
    Passwords passwords(ChosenStore chosen, PasswordSources passwords) {
        return chosen.site()
                .<Passwords>map(site -> new SitePasswords(site, passwords, common.messages(host)))
                .orElse(passwords);
    }

    /// The store that options name.
    ChosenStore chosen(StoreOption store) throws BackupException {
        return ChosenStore.of(store, this, new Configurations(host, common));
    }

    /// The store that a user wrote.
    StoreLocation location(String url) throws BackupException {
        return StoreLocation.parse(url, host.environment().beginningWith("AWS_"));
    }

    BackupEngine open(StoreLocation location, Vault.Access access, Passwords passwords, boolean allowWeakPassword)
            throws BackupException {
        return open(ChosenStore.of(location), access, passwords, allowWeakPassword);
    }

    BackupEngine open(ChosenStore store, Vault.Access access, Passwords passwords, boolean allowWeakPassword)
            throws BackupException {
        String name = store.location().toString();
        common.opening(name);
        return open(store, access, passwords, allowWeakPassword, common.progress(host, "", name));
    }

    /// The same with somebody else who hears of it.
    BackupEngine open(
            ChosenStore store, Vault.Access access, Passwords passwords, boolean allowWeakPassword, Progress progress)
            throws BackupException {
        StateDirectory state = state();
        Vault vault = Vault.open(
                store.location(),
                access,
                passwords,
                allowWeakPassword,
                store.sealing(),
                store.compression(),
                state,
                host.clock(),
                progress);
        return new BackupEngine(store.location(), vault, state, host.clock());
    }

    /// Looks at a store without opening it.
    ///
    /// @param text a site's name, a URL or a path
    SiteInspection inspection(String text) throws BackupException {
        return inspection(
                ChosenStore.named(text, this, new Configurations(host, common)).location());
    }

    SiteInspection inspection(StoreLocation location) throws BackupException {
        return new SiteInspection(location, state(), host.clock(), common.progress(host));
    }

    /// Where the logs of runs are kept.
    Path logs() throws BackupException {
        return state().root().resolve("logs");
    }

    StateDirectory state() throws BackupException {
        return new StateDirectory(stateDirectory(host.environment(), System.getProperty("user.name")));
    }

    static Path stateDirectory(Environment environment, String user) throws BackupException {
        Optional<String> named = environment.text("HOLDFAST_STATE");
        if (named.isPresent()) {
            return path(named.get());
        }
        if (user.equals("root")) {
            return Path.of("/var/lib/holdfast");
        }
        Optional<String> xdg = environment.text("XDG_STATE_HOME");
        if (xdg.isPresent()) {
            return path(xdg.get()).resolve("holdfast");
        }
        String home = environment
                .text("HOME")
                .orElseThrow(() -> new BackupException(
                        Failure.MISCONFIGURED,
                        "there is no place for local state: neither HOLDFAST_STATE nor HOME is set",
                        "set HOLDFAST_STATE to a directory of yours"));
        return path(home).resolve(".local/state/holdfast");
    }

    /// The path that lossless text names.
    static Path path(String text) {
        return LocalNames.path(ByteText.encode(text)).toAbsolutePath();
    }
}
