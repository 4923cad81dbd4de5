package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.engine.AppContent;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupOutcome;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.BackupRequest;
import org.holdfast.engine.Failure;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.format.WriteSummary;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = {
            "Back up apps of the configuration, each to all sites that include it, or else a directory to a store.",
            "Without APP it is all that are backed up automatically, and then the server's own backup, which says what"
                    + " belongs together.",
            "Whether a store is encrypted is decided when it is first used: by whether there is a password then."
        },
        footer = {
            "",
            "Example:",
            "  holdfast backup create blog --before-update",
            "  holdfast backup create --source ~/Documents --to /mnt/disk/backups --password-file ~/secret",
            "  holdfast backup create --source ~/Documents --to 's3://my-backups/server1?region=eu-central-1'"
        })
final class CreateCommand extends LoggedCommand {
    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Parameters(paramLabel = "APP", description = "Apps of the configuration.")
    private List<String> apps = new ArrayList<>();

    @Option(names = "--all", description = "All apps that are backed up automatically, then the server itself.")
    private boolean all;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description = {
                "To this site of the configuration; an app that is named, even if its contents leave it out. May be"
                        + " given several times.",
                "Default: to all that include the app."
            })
    private List<String> sites = new ArrayList<>();

    @Option(names = "--source", paramLabel = "DIR", description = "The directory to back up; needs no configuration.")
    private @Nullable String source;

    @Option(names = "--to", paramLabel = "URL", description = "With --source. " + StoreOption.KINDS)
    private @Nullable String to;

    @Option(
            names = "--app-id",
            paramLabel = "NAME",
            description = "The name to keep its backups under. Default: the directory's name.")
    private @Nullable String appId;

    @Option(names = "--app-version", paramLabel = "V", description = "The version of what is backed up. Default: 0.")
    private @Nullable String appVersion;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Choice.OfFormat.class,
            completionCandidates = Choice.OfFormat.class,
            description = {
                "rsync: one object a file, only what changed is sent; the default for that reason.",
                "tgz: one compressed archive, sent whole each time; for names too long to be encrypted."
            })
    private @Nullable FormatKind format;

    @Option(names = "--label", paramLabel = "TEXT", description = "A note to tell this backup from others.")
    private @Nullable String label;

    @Option(
            names = "--preserve",
            paramLabel = "PERIOD",
            converter = Choice.OfPeriod.class,
            description = "Keep this backup so long (12h, 21d, 8w) whatever is cleaned up.")
    private @Nullable Duration preserve;

    @Option(
            names = "--before-update",
            description = "As --preserve 21d --label 'before update', unless they say otherwise.")
    private boolean beforeUpdate;

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = {
                "Leave out what matches, as a .gitignore in DIR would: *.tmp, /cache/, logs/**, !keep.tmp.",
                "May be given several times; of all patterns that match, the last one decides."
            })
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--exclude-from",
            paramLabel = "FILE",
            description = "Patterns from a file, one a line, before those of --exclude. May be given several times.")
    private List<String> excludeFrom = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only show what would be uploaded and removed. Writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--allow-weak-password",
            description = "Encrypt a new store with a password of fewer than 8 characters all the same.")
    private boolean allowWeakPassword;

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Option(names = "--no-verify", description = "Into a bucket: do not make sure that what arrived is what was sent.")
    private boolean noVerify;

    CreateCommand(Host host) {
        super("backup create", host);
    }

    @Override
    int run() throws IOException {
        return source == null ? configured() : directory(source);
    }

    @Override
    boolean onlyLooks() {
        return dryRun;
    }

    private int configured() throws IOException {
        if (to != null || appId != null || appVersion != null || format != null || noVerify) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--to, --app-id, --app-version, --format and --no-verify are for directories, which --source names",
                    "add --source DIR, or leave them out: the configuration says what they say");
        }
        if (!exclude.isEmpty() || !excludeFrom.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--exclude and --exclude-from are for directories, which --source names",
                    "write the patterns under \"exclude\" of the app in the configuration");
        }
        if (all == !apps.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    all ? "--all and names of apps exclude each other" : "nothing was named to be backed up",
                    all
                            ? "leave out one of them"
                            : "name apps of the configuration, or say --all, or --source DIR --to URL");
        }
        RunRequest wanted = new RunRequest(apps, new LinkedHashSet<>(sites), note(), kept());
        ConfiguredRun run = new ConfiguredRun(host(), common(), password, allowWeakPassword, siteChange.confirmed());
        return dryRun ? run.preview(wanted) : run.run(wanted);
    }

    private Optional<String> note() throws BackupException {
        if (label != null && !ByteText.isUtf8(ByteText.encode(label))) {
            throw new BackupException(Failure.MISCONFIGURED, "the label is not UTF-8", "");
        }
        return Optional.ofNullable(label).or(() -> beforeUpdate ? Optional.of("before update") : Optional.empty());
    }

    private Optional<Duration> kept() {
        return Optional.ofNullable(preserve)
                .or(() -> beforeUpdate ? Optional.of(BackupRequest.PRESERVED_BEFORE_UPDATE) : Optional.empty());
    }

    private int directory(String directory) throws IOException {
        if (all || !apps.isEmpty() || !sites.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--source is for a directory that the configuration does not know",
                    "leave out --source, or the apps, --all and --site");
        }
        BackupRequest request = request(Stores.path(directory));
        StoreLocation location = location();
        request.check(location);
        PasswordSources passwords = new PasswordSources(host(), password, common().messages(host()));
        Stores stores = new Stores(host(), common());
        if (dryRun) {
            try (BackupEngine engine = stores.open(location, Vault.Access.PREVIEW, passwords, allowWeakPassword)) {
                return preview(engine, request);
            }
        }
        try (BackupEngine engine = stores.open(location, Vault.Access.WRITE, passwords, allowWeakPassword)) {
            return backup(engine, request, location);
        }
    }

    private StoreLocation location() throws BackupException {
        if (to == null) {
            throw new BackupException(Failure.MISCONFIGURED, "--source needs --to URL", "say where the backup goes");
        }
        StoreLocation location = new Stores(host(), common()).location(to);
        if (!noVerify) {
            return location;
        }
        if (location instanceof StoreLocation.Bucket bucket) {
            return bucket.unverified();
        }
        throw new BackupException(
                Failure.MISCONFIGURED, "--no-verify is for buckets, and " + location + " is none", "leave it out");
    }

    private BackupRequest request(Path directory) throws BackupException {
        AppId app = appId == null
                ? AppId.fromName(ByteText.decode(LocalNames.nameOf(directory.normalize())))
                : AppId.of(appId);
        AppContent content = AppContent.of(directory).withExclude(new ExcludeOptions(excludeFrom, exclude).patterns());
        return new BackupRequest(
                app,
                content,
                Objects.requireNonNullElse(appVersion, "0"),
                Objects.requireNonNullElse(format, FormatKind.RSYNC),
                note(),
                kept());
    }

    private int backup(BackupEngine engine, BackupRequest request, StoreLocation location) throws BackupException {
        long begun = System.nanoTime();
        String app = request.app().toString();
        BackupOutcome outcome = engine.backup(request, common().progress(host(), app, location.toString()));
        common().log()
                .scope(app, location.toString())
                .info("made " + outcome.record().id());
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (common().json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("backup", outcome.record());
            result.put("removedFiles", outcome.summary().removedFiles());
            result.put("repairedObjects", outcome.summary().repairedObjects());
            result.put("resentFiles", outcome.resentFiles());
            result.put("seconds", seconds);
            new Results(host().output()).document(result);
        } else if (common().summaries()) {
            print(outcome, seconds);
        }
        return outcome.record().isComplete() ? 0 : incomplete(outcome.record());
    }

    private void print(BackupOutcome outcome, double seconds) {
        BackupRecord record = outcome.record();
        WriteSummary summary = outcome.summary();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("backup", record.id());
        fields.put("format", record.format() + (record.encrypted() ? ", encrypted" : ", not encrypted"));
        fields.put("files", record.files() + " (" + SizeText.of(record.bytes()) + ")");
        fields.put("uploaded", summary.uploadedFiles() + " (" + SizeText.of(summary.uploadedBytes()) + ")");
        fields.put("removed", String.valueOf(summary.removedFiles()));
        if (outcome.resentFiles() > 0) {
            fields.put("sent twice", outcome.resentFiles() + ", which the store cannot copy");
        }
        fields.put("time", Text.seconds(seconds));
        new Results(host().output()).fields(fields);
    }

    private int incomplete(BackupRecord record) {
        StringBuilder what = new StringBuilder("the backup is incomplete: ");
        if (record.lost() > 0) {
            what.append(record.lost()).append(" could not be read");
        }
        if (record.unstable() > 0) {
            what.append(record.lost() > 0 ? ", " : "").append(record.unstable()).append(" changed while being read");
        }
        common().messages(host()).warning(what + "; the next backup tries again");
        return Failure.INCOMPLETE_EXIT_CODE;
    }

    private int preview(BackupEngine engine, BackupRequest request) throws BackupException {
        if (common().json()) {
            JsonPreview preview = new JsonPreview(new Results(host().output()).listing("changes"));
            engine.preview(request, preview);
            preview.end();
            return 0;
        }
        TextPreview preview = new TextPreview(host().output(), common().messages(host()), common().verbose());
        engine.preview(request, preview);
        if (common().summaries()) {
            host().output().result(preview.summary());
        }
        return 0;
    }
}
