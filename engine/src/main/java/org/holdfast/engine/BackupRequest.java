package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One app to back up, or the server itself.
///
/// @param app whose backup it is to be
/// @param content what is backed up
/// @param version the app's version, part of the backup's name
/// @param label free text for people
/// @param preserve how long the backup is kept whatever the retention policy says
/// @param box what the server's backup refers to; there if and only if it is one
/// @param begun when the run began whose backups belong together; empty: it is of this backup only
public record BackupRequest(
        Subject app,
        AppContent content,
        String version,
        FormatKind format,
        Optional<String> label,
        Optional<Duration> preserve,
        Optional<BackupRecord.Box> box,
        Optional<Instant> begun) {
    /// So long is kept what was made to have a way back from an update.
    public static final Duration PRESERVED_BEFORE_UPDATE = Duration.ofDays(21);

    public BackupRequest {
        if (box.isPresent() != (app instanceof Subject.Server)) {
            throw new IllegalArgumentException("only the server's backup refers to others, and it must");
        }
    }

    /// An app to back up, by itself.
    public BackupRequest(
            AppId app,
            AppContent content,
            String version,
            FormatKind format,
            Optional<String> label,
            Optional<Duration> preserve) {
        this(app, content, version, format, label, preserve, Optional.empty(), Optional.empty());
    }

    /// Of a data directory and nothing else.
    public BackupRequest(
            AppId app,
            Path source,
            String version,
            FormatKind format,
            Optional<String> label,
            Optional<Duration> preserve) {
        this(app, AppContent.of(source), version, format, label, preserve);
    }

    /// Checks what can be checked before the store is opened.
    ///
    /// @throws BackupException MISCONFIGURED if the content is not as [FrozenApp#freeze] needs it, if the store
    ///     lies inside of it, or if the version cannot be part of a name
    public void check(StoreLocation store) throws BackupException {
        try {
            Source.check(this, store);
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// @throws BackupException MISCONFIGURED if the version cannot be part of a name
    void checkVersion() throws BackupException {
        if (!BackupId.VERSION.matcher(version).matches()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + version + "\" is no app version",
                    "use up to 100 letters, digits and any of . _ + ~ -");
        }
    }
}
