package org.holdfast.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PrefixedStore;
import org.holdfast.crypto.FileCipher;
import org.holdfast.crypto.KeyRing;
import org.holdfast.format.Progress;
import org.jspecify.annotations.Nullable;

/// A store with its keys: the one place where the pieces are stacked. Thread-safe.
///
/// Keys are derived when first needed, and checked against the store's key check before they are used.
public final class Vault implements AutoCloseable {
    /// The shortest password, in characters, that a store may be given. A fixed salt makes short ones cheap to guess.
    public static final int SHORTEST_PASSWORD = 8;

    /// What a store is opened for.
    public enum Access {
        READ,
        /// Like READ, but a store that does not exist yet is an empty one.
        PREVIEW,
        /// Makes a store that does not exist yet.
        WRITE
    }

    private final String name;
    private final String identity;
    private final ObjectStore raw;
    private final FreeSpace space;
    private final Passwords passwords;
    private final boolean allowWeakPassword;
    private final Sealing sealing;
    private final Compression compression;

    // Guarded by this.
    private Optional<KeyCheck> keyCheck;
    private boolean sealsNames;
    private @Nullable KeyRing keys;

    private Vault(
            String name,
            String identity,
            ObjectStore raw,
            FreeSpace space,
            Passwords passwords,
            boolean allowWeakPassword,
            Sealing sealing,
            Compression compression)
            throws IOException {
        this.name = name;
        this.identity = identity;
        this.raw = raw;
        this.space = space;
        this.passwords = passwords;
        this.allowWeakPassword = allowWeakPassword;
        this.sealing = sealing;
        this.compression = compression;
        this.sealsNames = sealing.fileNames().orElse(true);
        this.keyCheck = KeyCheck.in(raw);
    }

    /// Opens a store without asking for a password yet.
    ///
    /// @param allowWeakPassword whether a store's first password may be shorter than [#SHORTEST_PASSWORD]
    /// @param state where it is kept what was learned of a site
    /// @param clock to compare a service's with
    /// @param progress hears of operations that are tried again, and of what is learned
    public static Vault open(
            StoreLocation location,
            Access access,
            Passwords passwords,
            boolean allowWeakPassword,
            StateDirectory state,
            InstantSource clock,
            Progress progress)
            throws BackupException {
        return open(
                location,
                access,
                passwords,
                allowWeakPassword,
                Sealing.USUAL,
                Compression.USUAL,
                state,
                clock,
                progress);
    }

    /// The same for a store that may seal and compress in another way than usual.
    public static Vault open(
            StoreLocation location,
            Access access,
            Passwords passwords,
            boolean allowWeakPassword,
            Sealing sealing,
            Compression compression,
            StateDirectory state,
            InstantSource clock,
            Progress progress)
            throws BackupException {
        try {
            ObjectStore raw = new Connector(state, clock, progress).open(location, access);
            try {
                return new Vault(
                        location.toString(),
                        location.identity(),
                        raw,
                        FreeSpace.at(location),
                        passwords,
                        allowWeakPassword,
                        sealing,
                        compression);
            } catch (Throwable e) {
                raw.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// The same over a store that is open already; it is closed with the vault.
    static Vault over(String name, ObjectStore raw, Passwords passwords) throws IOException {
        return over(name, raw, passwords, Sealing.USUAL);
    }

    static Vault over(String name, ObjectStore raw, Passwords passwords, Sealing sealing) throws IOException {
        return new Vault(name, name, raw, FreeSpace.unknown(name), passwords, false, sealing, Compression.USUAL);
    }

    /// The store's location, for people.
    public String name() {
        return name;
    }

    /// Tells the store from all others on this machine.
    String identity() {
        return identity;
    }

    /// The store as it is, sealed names and contents included. Needs no key.
    ObjectStore raw() {
        return raw;
    }

    /// What there is for what will be written.
    FreeSpace space() {
        return space;
    }

    /// How archives are compressed that are put there.
    Compression compression() {
        return compression;
    }

    /// Whether what is put there can be found again. A store for tests keeps nothing.
    boolean keepsObjects() {
        return !identity.equals(new StoreLocation.Nowhere().toString());
    }

    synchronized boolean isEncrypted() {
        // Or it is to become so, and does not know it yet.
        return keyCheck.isPresent() || keys != null;
    }

    /// A view of what lies below `prefix`, opened: names and contents.
    ObjectStore at(ObjectKey prefix) throws IOException {
        PrefixedStore rooted = new PrefixedStore(raw, prefix);
        if (!isEncrypted()) {
            return rooted;
        }
        KeyRing ring = keys();
        return new EncryptedStore(
                rooted, cipher(ring), sealsNames() ? Optional.of(ring.nameCipher()) : Optional.empty());
    }

    /// The whole store with its own names, and contents opened.
    ObjectStore contents() throws IOException {
        return isEncrypted() ? new EncryptedStore(raw, cipher(keys()), Optional.empty()) : raw;
    }

    /// Makes sure that the password is known and right, and decides at first use whether the store is encrypted. Writes
    /// nothing, see [#establish()]; asks nobody for a new store's password unless it is to be written to.
    void unlock(Access access) throws IOException {
        if (isEncrypted()) {
            keys();
            return;
        }
        switch (access) {
            case READ -> requireNoPassword();
            case PREVIEW -> firstUse(true);
            case WRITE -> firstUse(false);
        }
    }

    /// Lays down what makes the store encrypted, if that was decided and not done yet. To be called before the first
    /// sealed object is written, and after everything that may still refuse the backup.
    synchronized void establish() throws IOException {
        if (keys == null || keyCheck.isPresent()) {
            return;
        }
        KeyCheck ours = KeyCheck.of(cipher(keys), sealsNames);
        if (ours.create(raw)) {
            keyCheck = Optional.of(ours);
            return;
        }
        // Another run was quicker, perhaps with another password.
        KeyCheck theirs = KeyCheck.in(raw).orElseThrow(() -> removed());
        verify(theirs, keys);
        keyCheck = Optional.of(theirs);
    }

    private BackupException removed() {
        return new BackupException(
                Failure.FAILED,
                "something removed " + Layout.KEY_CHECK + " from the store " + name + " while this run began",
                "see that nothing else works on the store, and run it again");
    }

    private synchronized KeyRing keys() throws IOException {
        if (keys != null) {
            return keys;
        }
        char[] password = passwords
                .forStore(name)
                .orElseThrow(() -> new BackupException(
                        Failure.MISCONFIGURED,
                        "the store " + name + " is encrypted and no password was given",
                        "use --password-file FILE, --password-command CMD or HOLDFAST_PASSWORD"));
        KeyRing ring = derive(password);
        try {
            verify(keyCheck.orElseThrow(), ring);
        } catch (Throwable e) {
            ring.close();
            throw e;
        }
        keys = ring;
        return ring;
    }

    private synchronized boolean sealsNames() {
        return sealsNames;
    }

    private FileCipher cipher(KeyRing ring) {
        return ring.fileCipher(sealing.macCoverage());
    }

    /// Tries the keys, and takes over what the store says of itself.
    private void verify(KeyCheck check, KeyRing ring) throws IOException {
        sealsNames = check.verify(cipher(ring), name);
        if (sealing.fileNames().isPresent() && sealing.fileNames().get() != sealsNames) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the store " + name + " was begun with file names that are " + (sealsNames ? "" : "not ")
                            + "encrypted, which cannot be changed",
                    "say fileNames: " + sealsNames + ", or use another place");
        }
    }

    /// Whoever can write to a store could remove what makes it encrypted, and put backups of his own there.
    private void requireNoPassword() throws IOException {
        Optional<char[]> given = passwords.given();
        given.ifPresent(password -> Arrays.fill(password, '\0'));
        if ((passwords.required() || given.isPresent())
                && new Catalog(raw).top().isOfBackups()) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "a password was given, but the store " + name + " is not encrypted, or its " + Layout.KEY_CHECK
                            + " is missing",
                    "if it was encrypted, bring that file back from a copy of the store; if it never was, give no"
                            + " password");
        }
    }

    private synchronized void firstUse(boolean askNobody) throws IOException {
        Catalog catalog = new Catalog(raw);
        Catalog.Top top = catalog.top();
        boolean holdsBackups = top.isOfBackups();
        Optional<char[]> chosen = holdsBackups || askNobody ? passwords.given() : passwords.forNewStore(name);
        if (holdsBackups) {
            requireNoneEncrypted(catalog, top);
        }
        if (chosen.isEmpty()) {
            if (passwords.required() && !askNobody) {
                throw new BackupException(
                        Failure.MISCONFIGURED,
                        "the store " + name + " is to be encrypted, but "
                                + (holdsBackups ? "holds backups that are not" : "no password was given"),
                        holdsBackups
                                ? "use another place for encrypted backups, or remove encryption from the configuration"
                                : "name a passwordFile or passwordCommand in its encryption, or set HOLDFAST_PASSWORD");
            }
            return;
        }
        char[] password = chosen.get();
        if (holdsBackups) {
            Arrays.fill(password, '\0');
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "a password was given, but the store " + name + " holds backups that are not encrypted",
                    "use another directory for encrypted backups, or give no password");
        }
        if (!allowWeakPassword && codePoints(password) < SHORTEST_PASSWORD) {
            Arrays.fill(password, '\0');
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the password is shorter than " + SHORTEST_PASSWORD + " characters",
                    "choose a longer one (or say --allow-weak-password)");
        }
        keys = derive(password);
    }

    /// Without its key check an encrypted store looks like a plain one, and would be written to in the clear.
    private void requireNoneEncrypted(Catalog catalog, Catalog.Top top) throws IOException {
        // A store is encrypted as a whole or not at all, so one record tells.
        if (catalog.any(top).filter(BackupRecord::encrypted).isPresent()) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "the store " + name + " holds encrypted backups, but its " + Layout.KEY_CHECK + " is missing",
                    "bring that file back from a copy of the store, or use a new directory");
        }
    }

    private static int codePoints(char[] password) {
        return Character.codePointCount(password, 0, password.length);
    }

    private KeyRing derive(char[] password) throws BackupException {
        try {
            return sealing.salt().isPresent()
                    ? KeyRing.derive(password, sealing.salt().get().getBytes(StandardCharsets.UTF_8))
                    : KeyRing.derive(password);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, String.valueOf(e.getMessage()), "", List.of(), e);
        } finally {
            Arrays.fill(password, '\0');
            // scrypt's 16 MiB are where a collector seldom looks, and would be part of the process to its end.
            System.gc();
        }
    }

    @Override
    public synchronized void close() {
        if (keys != null) {
            keys.close();
        }
        raw.close();
    }
}
