package org.holdfast.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.backends.ObjectStore;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.format.Progress;

/// What a test of the engine needs: a password, a clock, an engine over any store.
final class Lab {
    static final String PASSWORD = "correct horse battery staple";

    static final Instant START = Instant.parse("2026-11-20T03:00:00Z");

    private final Path state;
    private Instant now;

    Lab(Path state) {
        this(state, START);
    }

    Lab(Path state, Instant start) {
        this.state = state;
        this.now = start;
    }

    static Passwords password(String text) {
        return new Passwords() {
            @Override
            public Optional<char[]> given() {
                return Optional.of(text.toCharArray());
            }

            @Override
            public Optional<char[]> forStore(String store) {
                return given();
            }

            @Override
            public Optional<char[]> forNewStore(String store) {
                return given();
            }
        };
    }

    static Passwords passwords(boolean encrypted) {
        return encrypted ? password(PASSWORD) : Passwords.NONE;
    }

    /// Every look at the clock is a second later, so that no two backups have the same name.
    InstantSource clock() {
        return () -> {
            now = now.plusSeconds(1);
            return now;
        };
    }

    BackupEngine engine(ObjectStore store, boolean encrypted) throws Exception {
        Vault vault = Vault.over("store", store, passwords(encrypted));
        // A slow machine would be seen in what is counted.
        LockTimer never = (_, _) -> () -> {};
        return new BackupEngine(
                new StoreLocation.Nowhere(), vault, new StateDirectory(state), clock(), LockOwner.current(), never);
    }

    BackupEngine engine(Path directory, boolean encrypted) throws Exception {
        StoreLocation location = new StoreLocation.Directory(directory);
        Vault vault = Vault.open(
                location,
                Vault.Access.WRITE,
                passwords(encrypted),
                false,
                new StateDirectory(state),
                clock(),
                Progress.NONE);
        return new BackupEngine(location, vault, new StateDirectory(state), clock());
    }

    /// Over a store that exists, without a password.
    BackupEngine reader(Path directory) throws Exception {
        StoreLocation location = new StoreLocation.Directory(directory);
        StateDirectory here = new StateDirectory(state);
        Vault vault = Vault.open(location, Vault.Access.READ, Passwords.NONE, false, here, clock(), Progress.NONE);
        return new BackupEngine(location, vault, here, clock());
    }

    static BackupRequest request(Path source, FormatKind format) {
        return new BackupRequest(new AppId("blog"), source, "1.0", format, Optional.empty(), Optional.empty());
    }
}
