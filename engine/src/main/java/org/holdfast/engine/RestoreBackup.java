package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.BackupReader;
import org.holdfast.format.Event;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncReader;
import org.holdfast.format.TgzReader;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.Kind;
import org.holdfast.sync.TargetTree;
import org.holdfast.sync.TargetTree.Overwrite;
import org.jspecify.annotations.Nullable;

/// Restores one backup. Everything goes to temporary names first and is compared with the manifest; final names come
/// only after all of it proved right.
final class RestoreBackup {
    private final Vault vault;
    private final BackupRecord record;

    RestoreBackup(Vault vault, BackupRecord record) {
        this.vault = vault;
        this.record = record;
    }

    RestoreSummary run(RestoreRequest request, Manifest manifest, Progress progress) throws IOException {
        Selection selection = Selection.of(request.patterns());
        Selected selected = requireMatches(selection, request, manifest);
        progress.on(new Event.Started(Event.Phase.RESTORE, selected.files(), selected.bytes()));
        try (TargetTree target = open(request.target(), request.overwrite());
                Dumps dumps = Dumps.open(request)) {
            RestoreSink sink = new RestoreSink(
                    selection, request.raw(), target, dumps.tree(), RestoreSink.directoriesAbove(selection, manifest));
            read(manifest, sink, progress);
            return publish(target, dumps, sink, request);
        } catch (FileSystemException e) {
            throw explained(
                    e, request.target(), "nothing there was changed; make it writable, or choose another target");
        }
    }

    private static RestoreSummary publish(TargetTree target, Dumps dumps, RestoreSink sink, RestoreRequest request)
            throws IOException {
        try {
            target.publish(request.deleteOthers());
            List<String> notices = new ArrayList<>(target.notices());
            if (dumps.tree().isPresent()) {
                dumps.tree().get().publish(false);
                notices.addAll(dumps.tree().get().notices());
            }
            return new RestoreSummary(sink.entries(), sink.files(), sink.bytes(), notices);
        } catch (FileSystemException e) {
            throw explained(
                    e,
                    request.target(),
                    "what has its final name there is right; mend the cause and restore again with --overwrite always");
        }
    }

    private static TargetTree open(Path directory, Overwrite overwrite) throws IOException {
        try {
            return TargetTree.open(directory, overwrite);
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

    /// A tree that need not be there.
    private record Dumps(Optional<TargetTree> tree) implements AutoCloseable {
        static Dumps open(RestoreRequest request) throws IOException {
            if (request.dumpDirectory().isEmpty()) {
                return new Dumps(Optional.empty());
            }
            return new Dumps(
                    Optional.of(RestoreBackup.open(request.dumpDirectory().get(), request.overwrite())));
        }

        @Override
        public void close() throws IOException {
            if (tree.isPresent()) {
                tree.get().close();
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
        switch (FormatKind.of(record.format())) {
            case TGZ -> {
                BackupReader reader = new TgzReader(Layout.archive(id, record.encrypted()));
                reader.read(vault.contents(), manifest, sink, progress);
            }
            case RSYNC -> {
                ObjectStore here = vault.at(id.key());
                new RsyncReader().read(here, manifest, sink, progress);
            }
        }
    }

    /// How much a selection picks.
    record Selected(long files, long bytes) {}

    /// @throws BackupException NOT_FOUND if a selection picks nothing at all
    static Selected requireMatches(Selection selection, RestoreRequest request, Manifest manifest) throws IOException {
        long[] found = new long[3];
        manifest.visit(entry -> {
            if (selection.contains(entry.path()) && request.hasPlaceFor(entry.path())) {
                found[0]++;
                if (entry.tree().kind() == Kind.FILE) {
                    found[1]++;
                    found[2] += entry.tree().size();
                }
            }
        });
        if (found[0] == 0 && !selection.isEverything()) {
            throw new BackupException(
                    Failure.NOT_FOUND,
                    "nothing in the backup matches " + String.join(", ", request.patterns()),
                    "look at \"holdfast backup files\" for what there is; what is not below data/ needs --dump-dir or"
                            + " --raw");
        }
        return new Selected(found[1], found[2]);
    }
}
