package org.holdfast.cli;

import java.io.IOException;
import java.util.List;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.notify.SizeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List the backups in a store, oldest first. Needs no password. Times are in UTC.",
        footer = {"", "Example:", "  holdfast backup list --from /mnt/disk/backups blog --since 7d"})
final class ListCommand implements HoldfastCommand {
    private static final List<String> HEAD =
            List.of("ID", "APP", "VERSION", "TIME", "FORMAT", "FILES", "SIZE", "STATE", "LABEL");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final ListFilter filter = new ListFilter();

    private final Host host;

    ListCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = new Stores(host, common).open(store)) {
            List<BackupRecord> records = filter.chosen(
                    engine.records(common.progress(host)), host.clock().instant());
            Results results = new Results(host.output());
            if (common.json()) {
                results.document(records);
                return 0;
            }
            if (records.isEmpty()) {
                common.messages(host).note(filter.isSet() ? "there are no such backups" : "there are no backups");
                return 0;
            }
            results.table(HEAD, records.stream().map(ListCommand::row).toList(), List.of(5, 6));
            return 0;
        }
    }

    private static List<String> row(BackupRecord record) {
        return List.of(
                record.id(),
                record.box().isPresent() ? "(server)" : record.app(),
                record.appVersion(),
                Text.time(record.finished()),
                record.format(),
                String.valueOf(record.files()),
                SizeText.of(record.bytes()),
                Choice.Stage.of(record).words()
                        + (record.isDamaged() ? ", DAMAGED" : "")
                        + (record.pinned() ? ", pinned" : ""),
                record.label().map(Text::wellFormed).map(Text::printable).orElse(""));
    }
}
