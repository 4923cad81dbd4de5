package org.holdfast.engine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Tasks;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.Slices;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Event;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncReader;
import org.holdfast.format.TgzReader;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// Reads files of a backup to their ends, where they prove genuine, and compares them with the manifest. Nothing is
/// kept; what is damaged keeps nobody from the rest.
final class CheckData {
    private final Vault vault;
    private final BackupRecord record;
    private final Manifest manifest;
    private final Findings findings;
    private final Progress progress;

    CheckData(Vault vault, BackupRecord record, Manifest manifest, Findings findings, Progress progress) {
        this.vault = vault;
        this.record = record;
        this.manifest = manifest;
        this.findings = findings;
        this.progress = event -> progress.on(
                event instanceof Event.Finished(var _, var path)
                        ? new Event.Finished(Event.Phase.VERIFY, path)
                        : event);
    }

    /// Leaves out files with which something is wrong already.
    ///
    /// @param slices which of the files; an archive is always read as a whole
    /// @return what was read and is right
    Extent run(Slices slices) throws IOException {
        return switch (FormatKind.of(manifest.format())) {
            case TGZ -> archive();
            case RSYNC -> files(slices);
        };
    }

    private Extent files(Slices slices) throws IOException {
        Extent chosen = chosen(slices);
        progress.on(new Event.Started(Event.Phase.VERIFY, chosen.files(), chosen.bytes()));
        AtomicLong files = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        ObjectStore here = vault.at(record.backupId().key());
        try (Tasks tasks = Tasks.many(here.capabilities().reads());
                Manifest.Reader entries = manifest.read()) {
            for (StoredEntry entry = entries.next(); entry != null; entry = entries.next()) {
                StoredEntry next = entry;
                if (isFile(next) && slices.contain(next.path()) && !findings.concern(next.path())) {
                    tasks.submit(() -> {
                        if (isRight(here, next)) {
                            files.incrementAndGet();
                            bytes.addAndGet(next.tree().size());
                        }
                    });
                }
            }
            tasks.join();
        }
        return new Extent(files.get(), bytes.get());
    }

    private Extent chosen(Slices slices) throws IOException {
        if (slices.areAll()) {
            return new Extent(manifest.files(), manifest.bytes());
        }
        long[] sum = new long[2];
        manifest.visit(entry -> {
            if (isFile(entry) && slices.contain(entry.path())) {
                sum[0]++;
                sum[1] += entry.tree().size();
            }
        });
        return new Extent(sum[0], sum[1]);
    }

    private static boolean isFile(StoredEntry entry) {
        return entry.tree().kind() == Kind.FILE;
    }

    private boolean isRight(ObjectStore here, StoredEntry entry) throws IOException {
        BytePath path = entry.path();
        try {
            RsyncReader.check(here, entry, progress);
            return true;
        } catch (DamagedException | AuthenticationException e) {
            findings.add(VerifyFinding.Kind.CONTENT, path, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            if (Failures.explain(e).failure() != Failure.FAILED) {
                throw e;
            }
            findings.add(VerifyFinding.Kind.UNREADABLE, path, path + " cannot be read: " + e.getMessage());
        }
        return false;
    }

    private Extent archive() throws IOException {
        progress.on(new Event.Started(Event.Phase.VERIFY, manifest.files(), manifest.bytes()));
        VerifyingSink sink = new VerifyingSink(findings);
        ObjectKey archive = Layout.archive(record.backupId(), vault.isEncrypted());
        try {
            new TgzReader(archive, vault.compression().decompression())
                    .read(vault.contents(), manifest, sink, progress);
        } catch (DamagedException | AuthenticationException e) {
            findings.add(VerifyFinding.Kind.ARCHIVE, String.valueOf(e.getMessage()));
        }
        return sink.right();
    }
}
