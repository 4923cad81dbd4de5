package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What another server needs to find one backup: a small JSON file without secrets, that a person carries over.
///
/// @param store where it is, as [StoreLocation#parse] reads it
/// @param passwordHint what reminds its owner of the password; never the password
/// @param sealing how the store seals, but for what it says itself
public record ExportedBackup(
        String store,
        BackupId backup,
        String appVersion,
        String format,
        boolean encrypted,
        Optional<String> passwordHint,
        Sealing sealing) {
    /// Far more than any of ours.
    public static final int MAX_BYTES = 1 << 16;

    private static final String TYPE = "holdfast-backup";
    private static final int SCHEMA = 1;

    /// What tells the form of the rest.
    private record Head(Optional<String> type, Optional<Integer> schema) {}

    /// The file. What is there for people only is not read back.
    private record Form(
            Optional<String> type,
            Optional<Integer> schema,
            Optional<String> store,
            Optional<String> backup,
            Optional<String> app,
            Optional<String> appVersion,
            Optional<String> format,
            Optional<Boolean> encrypted,
            Optional<String> passwordHint,
            Optional<Compatibility> compatibility,
            Optional<Long> files,
            Optional<Long> bytes,
            Optional<Instant> finished) {}

    /// As in the configuration; there only for stores that seal in another way than usual.
    private record Compatibility(Optional<String> salt, Optional<String> macCoverage) {
        static Optional<Compatibility> of(Sealing sealing) {
            return sealing.salt().isEmpty() && sealing.macCoverage() == MacCoverage.IV
                    ? Optional.empty()
                    : Optional.of(new Compatibility(sealing.salt(), Optional.of(word(sealing.macCoverage()))));
        }

        private static String word(MacCoverage coverage) {
            return coverage.name().toLowerCase(Locale.ROOT);
        }

        Sealing sealing(String name) throws BackupException {
            String word = macCoverage.orElse(word(MacCoverage.IV));
            MacCoverage coverage = Arrays.stream(MacCoverage.values())
                    .filter(known -> word(known).equals(word))
                    .findAny()
                    .orElseThrow(() -> none(name, "its \"macCoverage\" is unknown", null));
            return new Sealing(Optional.empty(), salt, coverage);
        }
    }

    /// The file's content.
    ///
    /// @throws BackupException MISCONFIGURED for a store that no other server could find
    public static byte[] export(
            StoreLocation location, BackupRecord record, Optional<String> passwordHint, Sealing sealing)
            throws BackupException {
        return Json.pretty(new Form(
                Optional.of(TYPE),
                Optional.of(SCHEMA),
                Optional.of(address(location)),
                Optional.of(record.id()),
                Optional.of(record.app()),
                Optional.of(record.appVersion()),
                Optional.of(record.format()),
                Optional.of(record.encrypted()),
                passwordHint,
                Compatibility.of(sealing),
                Optional.of(record.files()),
                Optional.of(record.bytes()),
                Optional.of(record.finished())));
    }

    private static String address(StoreLocation location) throws BackupException {
        return switch (location) {
            case StoreLocation.Directory(Path path, var _, var _, var _) ->
                path.toAbsolutePath().normalize().toUri().toString();
            case StoreLocation.Bucket(S3Settings settings) -> settings.address();
            case StoreLocation.Nowhere _ ->
                throw new BackupException(
                        Failure.MISCONFIGURED, "what is in noop: can be found by nobody", "name another store");
        };
    }

    /// Writes an exported backup into a new file that only its owner can read.
    ///
    /// @throws BackupException MISCONFIGURED if there is such a file already
    public static void write(byte[] content, Path file) throws BackupException {
        String shown = ByteText.printable(LocalNames.bytesOf(file));
        try (var channel = Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
            out.write(content);
        } catch (FileAlreadyExistsException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    shown + " exists already",
                    "name another file or move it away",
                    List.of(),
                    e);
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED, "cannot write " + shown + ": " + e.getMessage(), "", List.of(), e);
        }
    }

    /// Reads what [#export] made.
    ///
    /// @param content at most one byte more than [#MAX_BYTES]
    /// @param name of the file, for messages
    /// @throws BackupException MISCONFIGURED if it is anything else, or of a later form
    public static ExportedBackup parse(byte[] content, String name) throws BackupException {
        if (content.length > MAX_BYTES) {
            throw none(name, "it is larger than " + MAX_BYTES + " bytes", null);
        }
        try {
            requireForm(Json.read(content, Head.class), name);
            Form form = Json.read(content, Form.class);
            if (form == null) {
                throw none(name, "it is empty", null);
            }
            return parsed(form, name);
        } catch (JacksonException e) {
            throw none(name, "it is not JSON of that form", e);
        }
    }

    private static void requireForm(@Nullable Head head, String name) throws BackupException {
        if (head == null || !head.type.equals(Optional.of(TYPE))) {
            throw none(name, "it does not say \"type\": \"" + TYPE + "\"", null);
        }
        int schema = head.schema.orElse(0);
        if (schema > SCHEMA) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    name + " was written by a newer holdfast (form " + schema + ", and this one reads form " + SCHEMA
                            + ")",
                    "use that holdfast here too, or give --from URL and the backup's id instead of the file");
        }
        if (schema != SCHEMA) {
            throw none(name, "\"schema\" is not " + SCHEMA, null);
        }
    }

    private static ExportedBackup parsed(Form form, String name) throws BackupException {
        BackupId id = BackupId.parse(required(form.backup, "backup", name))
                .orElseThrow(() -> none(name, "\"backup\" is no backup's id", null));
        String store = required(form.store, "store", name);
        if (!store.startsWith("file:///") && !store.startsWith("s3://")) {
            throw none(name, "\"store\" begins neither with file:/// nor with s3://", null);
        }
        if (!required(form.app, "app", name).equals(id.app())
                || !required(form.appVersion, "appVersion", name).equals(id.version())) {
            throw none(name, "\"app\" and \"appVersion\" are not those of \"backup\"", null);
        }
        Sealing sealing =
                form.compatibility.isPresent() ? form.compatibility.get().sealing(name) : Sealing.USUAL;
        return new ExportedBackup(
                store,
                id,
                id.version(),
                required(form.format, "format", name),
                required(form.encrypted, "encrypted", name),
                form.passwordHint,
                sealing);
    }

    private static <T> T required(Optional<T> value, String member, String name) throws BackupException {
        return value.orElseThrow(() -> none(name, "\"" + member + "\" is missing", null));
    }

    private static BackupException none(String name, String reason, @Nullable Throwable cause) {
        return new BackupException(
                Failure.MISCONFIGURED,
                name + " is no exported backup: " + reason,
                "make one with \"holdfast backup export-config\", of a server with \"holdfast server export\", or give"
                        + " --from URL and the backup's id",
                List.of(),
                cause);
    }

    /// Whether the file names that place.
    public boolean isIn(StoreLocation location) throws BackupException {
        return !(location instanceof StoreLocation.Nowhere) && address(location).equals(store);
    }

    /// The store that the file names.
    ///
    /// @param environment the variables `AWS_*`
    /// @throws BackupException MISCONFIGURED if the file asks for more than to look at a place: which certificates
    ///     to trust and which credentials to use is for this machine's owner to say
    public StoreLocation location(Map<String, String> environment) throws BackupException {
        StoreLocation location = StoreLocation.parse(store, environment);
        if (location instanceof StoreLocation.Bucket(S3Settings settings)
                && (settings.credentialsProfile().isPresent()
                        || settings.caFile().isPresent()
                        || settings.acceptSelfSigned()
                        || !settings.limits().equals(Limits.DEFAULTS))) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the exported backup sets more than provider, endpoint, region and pathStyle of " + location,
                    "if you trust it, give --from with that URL, and the backup's id");
        }
        return location;
    }

    /// Makes sure that `found` in the store is the backup that was exported.
    ///
    /// @throws BackupException MISCONFIGURED if it is not
    public void requireSame(BackupRecord found) throws BackupException {
        if (!found.format().equals(format)
                || found.encrypted() != encrypted
                || !found.appVersion().equals(appVersion)) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the backup " + backup + " in the store is not as the exported file describes it",
                    "export it again, or give --from URL and the backup's id");
        }
    }
}
