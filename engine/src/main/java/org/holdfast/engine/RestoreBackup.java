package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.BackupReader;
import org.holdfast.format.Event;
import org.holdfast.format.Losses;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncReader;
import org.holdfast.format.TgzReader;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.TargetTree;
import org.holdfast.sync.TargetTree.Overwrite;
import org.jspecify.annotations.Nullable;

/// Restores one backup. Everything goes to temporary names first and is compared with the manifest; final names
/// come only after all of it proved right.
final class RestoreBackup {
    private final Vault vault;
    private final BackupRecord record;

    RestoreBackup(Vault vault, BackupRecord record) {
        this.vault = vault;
        this.record = record;
    }

    /// @param losses hears of what is damaged
    RestoreSummary run(RestoreRequest request, Manifest manifest, Losses losses, Progress progress) throws IOException {
        Selection selection = Selection.of(request.patterns());
        Selected selected = Selected.of(selection, request, manifest);
        progress.on(new Event.Started(Event.Phase.RESTORE, selected.files(), selected.bytes()));
        try (Targets targets = Targets.open(selected.destinations(), request)) {
            warnOfSpace(selected, request.overwrite(), progress);
            RestoreSink sink = new RestoreSink(
                    selection,
                    selected.destinations(),
                    targets.trees,
                    RestoreSink.directoriesAbove(selection, manifest),
                    losses);
            read(manifest, sink, progress);
            List<String> notices = new ArrayList<>(selected.notices());
            notices.addAll(targets.publish(request));
            return new RestoreSummary(sink.entries(), sink.files(), sink.bytes(), notices, 0, true);
        } catch (FileSystemException e) {
            throw explained(
                    e,
                    request.places().target(),
                    "nothing there was changed; make it writable, make room there, or choose another target");
        }
    }

    /// Where some of what is there stays, nobody knows yet how much will be written.
    private static void warnOfSpace(Selected selected, Overwrite overwrite, Progress progress) throws IOException {
        switch (overwrite) {
            case REFUSE, ALWAYS ->
                FreeSpace.doubts(selected.space()).forEach(doubt -> progress.on(new Event.Noticed(doubt)));
            case NEVER, IF_CHANGED -> {}
        }
    }

    private static TargetTree open(Path directory, RestoreRequest request) throws IOException {
        try {
            return request.places().open(directory, request.overwrite());
        } catch (DirectoryNotEmptyException e) {
            throw notEmpty(directory, e);
        }
    }

    static BackupException notEmpty(Path directory, @Nullable Throwable cause) {
        return new BackupException(
                Failure.MISCONFIGURED,
                ByteText.printable(LocalNames.bytesOf(directory)) + " is not empty",
                "restore into another directory, or say what to do with --overwrite never, if-changed or always",
                List.of(),
                cause);
    }

    /// One tree for each destination.
    private static final class Targets implements AutoCloseable {
        private final Map<Destinations.Destination, TargetTree> trees = new LinkedHashMap<>();

        static Targets open(Destinations destinations, RestoreRequest request) throws IOException {
            Targets targets = new Targets();
            try {
                for (Destinations.Destination to : destinations.all()) {
                    targets.trees.put(to, RestoreBackup.open(to.directory(), request));
                }
                return targets;
            } catch (Throwable e) {
                targets.close();
                throw e;
            }
        }

        /// @return what could not be done exactly
        List<String> publish(RestoreRequest request) throws IOException {
            List<String> notices = new ArrayList<>();
            for (Map.Entry<Destinations.Destination, TargetTree> tree : trees.entrySet()) {
                Destinations.Destination to = tree.getKey();
                try {
                    tree.getValue().publish(to.app() && request.deleteOthers());
                } catch (FileSystemException e) {
                    throw explained(
                            e,
                            to.directory(),
                            "what has its final name there is right; mend the cause and restore again with"
                                    + " --overwrite always");
                }
                notices.addAll(tree.getValue().notices());
            }
            return notices;
        }

        @Override
        public void close() throws IOException {
            IOException failure = null;
            for (TargetTree tree : trees.values()) {
                try {
                    tree.close();
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static BackupException explained(FileSystemException e, Path target, String hint) {
        String reason = e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.getReason();
        return new BackupException(
                Failure.FAILED,
                "cannot restore into " + ByteText.printable(LocalNames.bytesOf(target)) + ": "
                        + (reason == null ? e.getMessage() : reason),
                hint,
                List.of(),
                e);
    }

    void read(Manifest manifest, org.holdfast.format.EntrySink sink, Progress progress) throws IOException {
        BackupId id = record.backupId();
        switch (FormatKind.of(manifest.format())) {
            case TGZ -> {
                BackupReader reader = new TgzReader(
                        Layout.archive(id, vault.isEncrypted()),
                        vault.compression().decompression());
                reader.read(vault.contents(), manifest, sink, progress);
            }
            case RSYNC -> {
                ObjectStore here = vault.at(id.key());
                new RsyncReader().read(here, manifest, sink, progress);
            }
        }
    }
}
