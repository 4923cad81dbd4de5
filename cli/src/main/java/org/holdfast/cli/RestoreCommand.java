package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.RestoreSummary;
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
final class RestoreCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

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
            description = "What to do about what is there already: never, if-changed (by size and time), always.")
    private Overwrite overwrite = Overwrite.REFUSE;

    @Option(names = "--delete", description = "Remove from the target what the backup does not have.")
    private boolean delete;

    @Option(
            names = "--directory",
            paramLabel = "NAME=DIR",
            description = {
                "Where a mapped directory goes, by its name at the top of the backup. May be given several times.",
                "Default: it goes where dumps go."
            })
    private List<String> directories = new ArrayList<>();

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

    private final Host host;

    RestoreCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        RestoreRequest request = request();
        PasswordSources passwords = new PasswordSources(host, password, common.messages(host));
        try (BackupEngine engine = new Stores(host, common).open(store, passwords)) {
            BackupRecord record = engine.findReadable(id, acceptDamaged);
            if (dryRun) {
                preview(engine, record, request);
                return 0;
            }
            RestoreSummary summary = engine.restore(record, request, common.progress(host));
            summary.notices().forEach(common.messages(host)::warning);
            print(record, summary);
            return summary.whole() ? 0 : Failure.INCOMPLETE_EXIT_CODE;
        }
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
        if (raw && !directories.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "--raw restores everything into the target", "leave out --directory");
        }
        return new RestoreRequest(
                Stores.path(target),
                directories(),
                Optional.ofNullable(dumpDirectory).map(Stores::path),
                paths,
                overwrite,
                delete,
                raw,
                acceptDamaged);
    }

    private SortedMap<String, Path> directories() throws BackupException {
        TreeMap<String, Path> parsed = new TreeMap<>();
        for (String directory : directories) {
            int equals = directory.indexOf('=');
            if (equals < 1 || equals == directory.length() - 1) {
                throw new BackupException(Failure.MISCONFIGURED, "--directory " + directory + " is not NAME=DIR", "");
            }
            String name = directory.substring(0, equals);
            if (parsed.put(name, Stores.path(directory.substring(equals + 1))) != null) {
                throw new BackupException(
                        Failure.MISCONFIGURED, "--directory " + name + " is given twice", "leave out one of them");
            }
        }
        return parsed;
    }

    private void print(BackupRecord record, RestoreSummary summary) {
        if (common.json()) {
            new Results(host.output())
                    .document(new Restored(
                            record.id(),
                            summary.entries(),
                            summary.files(),
                            summary.bytes(),
                            summary.notices(),
                            summary.lost(),
                            summary.whole()));
        } else if (common.summaries()) {
            host.output()
                    .result("restored " + Text.files(summary.files()) + " (" + Text.size(summary.bytes()) + ") of "
                            + record.id() + (summary.lost() == 0 ? "" : "; " + summary.lost() + " lost"));
        }
    }

    private record Restored(
            String backup, long entries, long files, long bytes, List<String> notices, long lost, boolean whole) {}

    private void preview(BackupEngine engine, BackupRecord record, RestoreRequest request) throws BackupException {
        RestorePreviewer previewer = common.json()
                ? RestorePreviewer.json(new Results(host.output()), common.messages(host))
                : RestorePreviewer.text(host.output(), common.messages(host), common.summaries());
        engine.previewRestore(record, request, previewer);
        previewer.end();
    }
}
