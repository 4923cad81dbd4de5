package org.holdfast.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.engine.verify.Verification;
import org.holdfast.format.Manifest;

/// What the catalog says of one backup: a small JSON object beside it, readable without a key, so it holds no name of
/// the user's files.
///
/// @param schema version of this record's form
/// @param app the app's id; empty for the server's backup
/// @param state anything but [State#NORMAL] is no backup
/// @param format `tgz` or `rsync`
/// @param encrypted whether content is sealed, and, unless the store keeps them plain, the names of an rsync backup
/// @param started when the run began; `finished` when the upload ended
/// @param files regular files in the backup, `bytes` their plain size
/// @param uploadedFiles files whose content this run had to send, `uploadedBytes` their plain size
/// @param lost files and directories that could not be read and are missing
/// @param unstable files that changed while they were read
/// @param preserveUntil kept until then whatever the retention policy says
/// @param pinned kept until somebody unpins it
/// @param box what the server's backup refers to; there if and only if it is one
/// @param archiveBytes the size of a tgz backup's archive as stored, where it is known
/// @param verification how the backup was verified, if it ever was
public record BackupRecord(
        int schema,
        String id,
        String app,
        String appVersion,
        State state,
        String format,
        boolean encrypted,
        Instant started,
        Instant finished,
        long files,
        long bytes,
        long uploadedFiles,
        long uploadedBytes,
        long lost,
        long unstable,
        Optional<String> label,
        Optional<Instant> preserveUntil,
        @JsonProperty(isRequired = OptBoolean.FALSE) boolean pinned,
        Optional<Box> box,
        Optional<Long> archiveBytes,
        Optional<Verification> verification) {
    /// Members that a reader may ignore have been added since; whoever adds others must count up.
    static final int SCHEMA = 1;

    private static final int UNRECORDED = 0;

    /// Jackson gives null for what a record does not have, and takes an exception for a record of another form.
    public BackupRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(app);
        Objects.requireNonNull(appVersion);
        Objects.requireNonNull(state);
        Objects.requireNonNull(format);
        Objects.requireNonNull(started);
        Objects.requireNonNull(finished);
        label = Objects.requireNonNullElse(label, Optional.empty());
        preserveUntil = Objects.requireNonNullElse(preserveUntil, Optional.empty());
        box = Objects.requireNonNullElse(box, Optional.empty());
        archiveBytes = Objects.requireNonNullElse(archiveBytes, Optional.empty());
        verification = Objects.requireNonNullElse(verification, Optional.empty());
    }

    /// Of a backup that was never verified, nor is known to be one archive.
    public BackupRecord(
            int schema,
            String id,
            String app,
            String appVersion,
            State state,
            String format,
            boolean encrypted,
            Instant started,
            Instant finished,
            long files,
            long bytes,
            long uploadedFiles,
            long uploadedBytes,
            long lost,
            long unstable,
            Optional<String> label,
            Optional<Instant> preserveUntil,
            boolean pinned,
            Optional<Box> box) {
        this(
                schema,
                id,
                app,
                appVersion,
                state,
                format,
                encrypted,
                started,
                finished,
                files,
                bytes,
                uploadedFiles,
                uploadedBytes,
                lost,
                unstable,
                label,
                preserveUntil,
                pinned,
                box,
                Optional.empty(),
                Optional.empty());
    }

    /// What a server's backup refers to.
    ///
    /// @param backups the ids of its apps' backups
    /// @param missing the apps that have none among them
    public record Box(List<String> backups, List<Missing> missing) {
        public Box {
            backups = List.copyOf(backups);
            missing = List.copyOf(missing);
        }
    }

    /// An app without a backup of this run.
    ///
    /// @param reason for people
    public record Missing(String app, Outcome outcome, String reason) {
        public Missing {
            Objects.requireNonNull(app);
            Objects.requireNonNull(outcome);
            Objects.requireNonNull(reason);
        }
    }

    /// Why there is no backup of an app.
    public enum Outcome {
        /// Nobody wanted one.
        SKIPPED,
        FAILED
    }

    /// How far a backup has come.
    public enum State {
        /// Being made, or left behind by a run that died.
        CREATING,
        /// Whole, checked against its manifest, on stable storage.
        NORMAL,
        /// Being removed, or left behind by a removal that died.
        REMOVING
    }

    /// Stands in for the record of a backup that has none, as far as its name tells.
    static BackupRecord missing(BackupId id, FormatKind format, boolean encrypted) {
        return new BackupRecord(
                UNRECORDED,
                id.value(),
                id.app(),
                id.version(),
                State.NORMAL,
                format.id(),
                encrypted,
                id.time(),
                id.time(),
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                id.subject() instanceof Subject.Server ? Optional.of(new Box(List.of(), List.of())) : Optional.empty());
    }

    /// Whether the store has it.
    boolean isRecorded() {
        return schema != UNRECORDED;
    }

    /// Whose it is.
    Subject subject() {
        return box.isPresent() ? new Subject.Server() : new AppId(app);
    }

    public BackupId backupId() {
        return new BackupId(id);
    }

    /// Whether everything of the source is in it.
    public boolean isComplete() {
        return lost == 0 && unstable == 0;
    }

    /// The record of a copy that is being made in another store, under the same id.
    ///
    /// @param copyFiles in the copy, and their `copyBytes`; all of them are sent
    BackupRecord copied(FormatKind copyFormat, boolean copyEncrypted, long copyFiles, long copyBytes) {
        return new BackupRecord(
                SCHEMA,
                id,
                app,
                appVersion,
                State.CREATING,
                copyFormat.id(),
                copyEncrypted,
                started,
                finished,
                copyFiles,
                copyBytes,
                copyFiles,
                copyBytes,
                lost,
                unstable,
                label,
                preserveUntil,
                pinned,
                box,
                Optional.empty(),
                Optional.empty());
    }

    /// Whether something is known to be wrong with it.
    public boolean isDamaged() {
        return verification.flatMap(Verification::damage).isPresent();
    }

    /// Whether something of it would be missing after a restore: files, or apps of the server.
    boolean lacksSomething() {
        return lost > 0
                || box.stream()
                        .flatMap(parts -> parts.missing().stream())
                        .anyMatch(missing -> missing.outcome() == Outcome.FAILED);
    }

    BackupRecord with(State other) {
        return with(other, label, pinned, archiveBytes, verification);
    }

    /// The same that says what its manifest says.
    BackupRecord with(RecordFacts facts, Manifest manifest) {
        return new BackupRecord(
                schema,
                id,
                facts.app(),
                facts.appVersion(),
                state,
                manifest.format(),
                facts.encrypted(),
                facts.started(),
                facts.finished(),
                manifest.files(),
                manifest.bytes(),
                uploadedFiles,
                uploadedBytes,
                facts.lost(),
                facts.unstable(),
                label,
                preserveUntil,
                pinned,
                facts.box(),
                archiveBytes,
                verification);
    }

    BackupRecord withLabel(Optional<String> other) {
        return with(state, other, pinned, archiveBytes, verification);
    }

    BackupRecord withPinned(boolean other) {
        return with(state, label, other, archiveBytes, verification);
    }

    BackupRecord withArchiveBytes(Optional<Long> other) {
        return with(state, label, pinned, other, verification);
    }

    BackupRecord with(Verification other) {
        return with(state, label, pinned, archiveBytes, Optional.of(other));
    }

    private BackupRecord with(
            State newState,
            Optional<String> newLabel,
            boolean newPinned,
            Optional<Long> newArchiveBytes,
            Optional<Verification> newVerification) {
        return new BackupRecord(
                schema,
                id,
                app,
                appVersion,
                newState,
                format,
                encrypted,
                started,
                finished,
                files,
                bytes,
                uploadedFiles,
                uploadedBytes,
                lost,
                unstable,
                newLabel,
                preserveUntil,
                newPinned,
                box,
                newArchiveBytes,
                newVerification);
    }
}
