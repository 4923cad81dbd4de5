package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.engine.AppContent;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.BackupRecord.Box;
import org.holdfast.engine.BackupRecord.Missing;
import org.holdfast.engine.BackupRequest;
import org.holdfast.engine.Failure;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.FrozenApp;
import org.holdfast.engine.PrivateDirectory;
import org.holdfast.engine.Subject;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.PortableText;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.notify.Outcome;
import org.holdfast.engine.notify.RunReport.Result;

/// Backs up the server itself to each site that a run worked on: its configuration, and which backups of its apps
/// belong together. Confined to one thread; good for one run.
final class BoxRun {
    /// The configuration in a backup of the server, below `data/`.
    static final String CONFIGURATION = "holdfast.yaml";

    /// The form of what is in a backup of the server.
    private static final String VERSION = "1";

    /// The last thing of a run, and small. Without it nobody knows what belongs together of what was made in time.
    private static final Duration AT_LEAST = Duration.ofMinutes(1);

    private final RunParts parts;
    private final RunRequest request;
    private final Instant begun;
    private final Configuration configuration;

    BoxRun(RunParts parts, RunRequest request, Instant begun, Configuration configuration) {
        this.parts = parts;
        this.request = request;
        this.begun = begun;
        this.configuration = configuration;
    }

    /// Makes the backups, and tells of each.
    ///
    /// @param apps what became of the apps, on all sites
    /// @return one result for each site that an app went to, or should have gone to
    List<Result> run(List<Result> apps) throws BackupException {
        List<SiteConfig> sites = configuration.sites().values().stream()
                .filter(site -> there(apps, site).stream().anyMatch(result -> result.outcome() != Outcome.SKIPPED))
                .toList();
        List<Result> results = new SiteTasks("", parts.listener()).all(sites, site -> backup(site, there(apps, site)));
        results.forEach(parts.listener()::ended);
        return results;
    }

    private static List<Result> there(List<Result> apps, SiteConfig site) {
        return apps.stream().filter(result -> result.site().equals(site.name())).toList();
    }

    private Result backup(SiteConfig site, List<Result> apps) throws IOException {
        PrivateDirectory directory = PrivateDirectory.in(parts.state());
        try (Clearing _ = new Clearing(parts.listener(), RunRequest.BOX, directory::close)) {
            write(site, directory.path());
            AppContent content = AppContent.of(directory.path());
            BackupRequest wanted = new BackupRequest(
                    new Subject.Server(),
                    content,
                    VERSION,
                    // One small object, in which names may be as long as they like.
                    FormatKind.TGZ,
                    request.label(),
                    request.preserve(),
                    Optional.of(box(site, apps)),
                    Optional.of(begun));
            return parts.deadlines().of(site).run(() -> backup(site, wanted), AT_LEAST);
        }
    }

    private Result backup(SiteConfig site, BackupRequest wanted) throws BackupException {
        var progress = parts.listener().progress(RunRequest.BOX, site.name());
        FrozenApp frozen = FrozenApp.freeze(wanted.app(), VERSION, wanted.content(), 1, parts.state(), progress);
        try (Clearing _ = new Clearing(parts.listener(), RunRequest.BOX, frozen::close)) {
            return Results.made(
                    "",
                    site,
                    parts.sites().engine(site).backup(wanted, frozen, progress).record());
        }
    }

    /// Where it can be read without a password, the secrets of the configuration stay out of it.
    private void write(SiteConfig site, Path directory) throws BackupException {
        String text = site.encryption().isPresent()
                ? PortableText.whole(configuration.file())
                : PortableText.of(configuration.file());
        try {
            Files.write(directory.resolve(CONFIGURATION), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED,
                    "cannot write below the state directory: " + e.getMessage(),
                    "make room on its disk",
                    List.of(),
                    e);
        }
    }

    private Box box(SiteConfig site, List<Result> apps) {
        List<String> backups =
                apps.stream().flatMap(result -> result.backup().stream()).toList();
        Stream<Missing> without = apps.stream()
                .filter(result -> result.backup().isEmpty())
                .map(result -> new Missing(
                        result.app(),
                        result.outcome() == Outcome.SKIPPED
                                ? BackupRecord.Outcome.SKIPPED
                                : BackupRecord.Outcome.FAILED,
                        result.message()));
        Stream<Missing> elsewhere = configuration.apps().keySet().stream()
                .filter(app -> apps.stream().noneMatch(result -> result.app().equals(app)))
                .map(app -> new Missing(
                        app, BackupRecord.Outcome.SKIPPED, "the contents of site " + site.name() + " leave it out"));
        return new Box(backups, Stream.concat(without, elsewhere).toList());
    }
}
