package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.view.Members;
import org.holdfast.format.Manifest;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "files",
        description = {
            "List what is in a backup: mode, size, time in UTC, path.",
            "A GLOB has * and ? within a name, ** across directories, [a-z] and {a,b}. Without a slash it matches a"
                    + " name anywhere; with one it begins at the top of the backup or of its data directory."
        },
        footer = {"", "Example:", "  holdfast backup files latest '*.jpg' --from /mnt/disk/backups"})
final class FilesCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ReadStore store = new ReadStore();

    @Parameters(index = "0", paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "GLOB", description = "Only what matches one of these.")
    private List<String> globs = new ArrayList<>();

    private final Host host;

    FilesCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = store.open(host, common)) {
            BackupRecord record = engine.findReadable(id, false);
            if (common.json()) {
                Results.Listing listing = new Results(host.output()).listing("entries");
                engine.files(record, globs, new JsonLister(listing));
                listing.end("backup", record.id());
                return 0;
            }
            engine.files(record, globs, new TextLister(host.output(), common.messages(host)));
            return 0;
        }
    }

    private record TextLister(Output output, Messages messages) implements Manifest.Visitor {
        @Override
        public void entry(StoredEntry entry) {
            TreeEntry tree = entry.tree();
            StringBuilder line = new StringBuilder(Modes.text(tree.kind(), tree.mode()));
            line.append(String.format(
                    Locale.ROOT,
                    "  %10s  %s  ",
                    tree.kind() == Kind.FILE ? SizeText.of(tree.size()) : "-",
                    Text.time(tree.modified())));
            line.append(entry.path());
            tree.linkTarget().ifPresent(target -> line.append(" -> ").append(Text.printable(target)));
            entry.hardlinkTo().ifPresent(earlier -> line.append(" = ").append(earlier));
            line.append(entry.unstable() ? "  (changed while it was read)" : "");
            output.row(line.toString());
        }

        @Override
        public void skipped(Skip skip) {
            messages.warning(Remarks.describe(skip));
        }
    }

    private record JsonLister(Results.Listing listing) implements Manifest.Visitor {
        @Override
        public void entry(StoredEntry entry) {
            listing.add(Members.of(entry));
        }

        @Override
        public void skipped(Skip skip) {
            listing.add(Members.of(skip));
        }
    }
}
