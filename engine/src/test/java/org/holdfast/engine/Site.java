package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.ObjectStore;
import org.holdfast.engine.retention.RetentionPolicy;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// A server with apps that backs up to one store for days.
final class Site {
    /// Of each of the last three days one, and the newest.
    static final RetentionPolicy THREE_DAYS = new RetentionPolicy(Optional.empty(), 0, 3, 0, 0, 0);

    private final Path state;
    private final Path source;
    private final ObjectStore store;
    private final List<String> said = new ArrayList<>();
    private FormatKind format = FormatKind.TGZ;
    private StoreLocation location = new StoreLocation.Nowhere();
    private Duration olderThan = Duration.ZERO;

    Site(Path dir, ObjectStore store) throws IOException {
        this.state = dir.resolve("state");
        this.source = Files.createDirectories(dir.resolve("source"));
        this.store = store;
        if (!Files.exists(source.resolve("file"))) {
            Files.writeString(source.resolve("file"), "content");
        }
    }

    Site with(FormatKind other) {
        this.format = other;
        return this;
    }

    Site at(StoreLocation other) {
        this.location = other;
        return this;
    }

    Site with(Duration age) {
        this.olderThan = age;
        return this;
    }

    Path source() {
        return source;
    }

    /// What was said besides.
    List<String> said() {
        return said;
    }

    BackupEngine engine(Instant now, ObjectStore over) throws Exception {
        Vault vault = Vault.over("store", over, Passwords.NONE);
        return new BackupEngine(location, vault, new StateDirectory(state), new Lab(state, now).clock());
    }

    static Instant day(int day) {
        return Instant.parse("2026-11-%02dT03:00:00Z".formatted(day));
    }

    BackupRecord backup(String app, int day) throws Exception {
        return backup(
                new BackupRequest(new AppId(app), source, "1.0", format, Optional.empty(), Optional.empty()), day(day));
    }

    /// The server's, which refers to others.
    BackupRecord box(int day, BackupRecord... parts) throws Exception {
        List<String> ids = List.of(parts).stream().map(BackupRecord::id).toList();
        BackupRecord.Box box = new BackupRecord.Box(
                ids, List.of(new BackupRecord.Missing("mail", BackupRecord.Outcome.SKIPPED, "not automatic")));
        return backup(
                new BackupRequest(
                        new Subject.Server(),
                        AppContent.of(source),
                        "1.0",
                        format,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(box),
                        Optional.empty()),
                // After those of the apps.
                day(day).plusSeconds(3600));
    }

    private BackupRecord backup(BackupRequest request, Instant at) throws Exception {
        try (BackupEngine engine = engine(at, store)) {
            return engine.backup(request, Progress.NONE).record();
        }
    }

    /// Puts the record of a backup that is there.
    void rewrite(BackupRecord record) throws IOException {
        new Catalog(store).put(record);
    }

    static RetentionRules rules(String... installed) {
        Set<String> apps = Set.of(installed);
        return new RetentionRules(THREE_DAYS, ZoneOffset.UTC, apps.isEmpty() ? Optional.empty() : Optional.of(apps));
    }

    /// Cleans up at noon of a day.
    ///
    /// @return a line for each thing that did not just stay
    List<String> cleanUp(int day, RetentionRules rules, boolean dryRun) throws Exception {
        return cleanUp(day, rules, dryRun, store, new ArrayList<>());
    }

    List<String> cleanUp(int day, RetentionRules rules, boolean dryRun, ObjectStore over, List<String> lines)
            throws Exception {
        CleanupVisitor visitor = new CleanupVisitor() {
            @Override
            public void found(Debris debris, Debris.Fate fate, String reason) {
                lines.add(fate + " " + debris.kind() + " " + debris.name() + (reason.isEmpty() ? "" : ": " + reason));
            }

            @Override
            public void judged(Judged backup) {
                lines.add(backup.fate() + " " + backup.record().id() + ": " + String.join("; ", backup.reasons()));
            }
        };
        try (BackupEngine engine = engine(day(day).plus(Duration.ofHours(9)), over)) {
            engine.cleanUp(new CleanupRequest(olderThan, dryRun, Optional.of(rules)), visitor, event -> {
                if (event instanceof Event.Noticed(var message)) {
                    said.add(message);
                }
            });
        }
        return lines;
    }

    List<BackupRecord> listed() throws Exception {
        try (BackupEngine engine = engine(day(28), store)) {
            return engine.list(Optional.empty(), Progress.NONE);
        }
    }

    void restore(BackupRecord record, Path target) throws Exception {
        try (BackupEngine engine = engine(day(28), store)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
    }
}
