package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.sync.TargetTree.Overwrite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Restore a backup, or a part of it, into a directory.",
            "What lies under data/ goes directly into the target. Nothing gets its final name before all of it proved"
                    + " genuine. A target that is not empty is refused unless --overwrite says what to do."
        },
        footer = {
            "",
            "Example:",
            "  holdfast backup restore latest --from /mnt/disk/backups --target ~/restored --path 'photos/**'"
        })
final class RestoreCommand extends LoggedCommand {
    @Mixin
    private final ReadStore store = new ReadStore();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Option(names = "--target", required = true, paramLabel = "DIR", description = "Where to; made if it is missing.")
    private String target = "";

    @Option(
            names = "--path",
            paramLabel = "GLOB",
            description = "Only what matches, as in \"backup files\". May be given several times.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--overwrite",
            paramLabel = "WHEN",
            converter = Choice.OfOverwrite.class,
            completionCandidates = Choice.OfOverwrite.class,
            description = "What to do about what is there already: never, if-changed (by size and time), always.")
    private Overwrite overwrite = Overwrite.REFUSE;

    @Option(names = "--delete", description = "Remove from the target what the backup does not have.")
    private boolean delete;

    @Mixin
    private final DirectoryOption directories = new DirectoryOption();

    @Option(
            names = "--dump-dir",
            paramLabel = "DIR",
            description = "Where config.json, dumps and all else but data/ go. Default: they are left out.")
    private @Nullable String dumpDirectory;

    @Option(names = "--raw", description = "Restore the backup's own layout: config.json, dumps and data/.")
    private boolean raw;

    @Option(
            names = "--accept-damaged",
            description = "Restore what can be read of a damaged backup, and name each file that is lost.")
    private boolean acceptDamaged;

    @Option(names = "--dry-run", description = "Only show what would be restored. Changes nothing.")
    private boolean dryRun;

    RestoreCommand(Host host) {
        super("backup restore", host);
    }

    @Override
    int run() throws IOException {
        RestoreRequest request = request();
        try (BackupEngine engine = store.open(host(), common())) {
            BackupRecord record = engine.findReadable(id, acceptDamaged);
            if (dryRun) {
                preview(engine, record, request);
                return 0;
            }
            RestoreSummary summary = engine.restore(record, request, common().progress(host(), record.app(), ""));
            summary.notices().forEach(common().messages(host())::warning);
            print(record, summary);
            return summary.whole() ? 0 : Failure.INCOMPLETE_EXIT_CODE;
        }
    }

    @Override
    boolean onlyLooks() {
        return dryRun;
    }

    private RestoreRequest request() throws BackupException {
        if (delete && !paths.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--delete with --path would remove everything else from the target",
                    "leave out one of them");
        }
        if (delete && acceptDamaged) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--delete with --accept-damaged would remove from the target what the backup has lost",
                    "leave out one of them");
        }
        if (raw && dumpDirectory != null) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "--raw restores the dumps into the target already", "leave out --dump-dir");
        }
        if (raw && directories.isGiven()) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "--raw restores everything into the target", "leave out --directory");
        }
        return new RestoreRequest(
                new RestorePlaces(
                        Stores.path(target),
                        directories.places(),
                        Optional.ofNullable(dumpDirectory).map(Stores::path)),
                paths,
                overwrite,
                delete,
                raw,
                acceptDamaged);
    }

    private void print(BackupRecord record, RestoreSummary summary) {
        done(
                "restored " + Text.files(summary.files()) + " (" + SizeText.of(summary.bytes()) + ") of " + record.id()
                        + (summary.lost() == 0 ? "" : "; " + summary.lost() + " lost"),
                new Restored(
                        record.id(),
                        summary.entries(),
                        summary.files(),
                        summary.bytes(),
                        summary.notices(),
                        summary.lost(),
                        summary.whole()));
    }

    private record Restored(
            String backup, long entries, long files, long bytes, List<String> notices, long lost, boolean whole) {}

    private void preview(BackupEngine engine, BackupRecord record, RestoreRequest request) throws BackupException {
        RestorePreviewer previewer = common().json()
                ? RestorePreviewer.json(new Results(host().output()), common().messages(host()))
                : RestorePreviewer.text(host().output(), common().messages(host()), common().summaries());
        engine.previewRestore(record, request, previewer);
        previewer.end();
    }
}
