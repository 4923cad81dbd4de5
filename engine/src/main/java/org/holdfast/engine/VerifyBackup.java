package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.SliceCounts;
import org.holdfast.engine.verify.Slices;
import org.holdfast.engine.verify.Verification;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;

/// Verifies one backup. Believes nothing that is kept on this machine, and writes nothing to the store.
final class VerifyBackup {
    private final Vault vault;
    private final StateDirectory state;
    private final BackupRecord record;
    private final VerifyRequest request;
    private final Progress progress;
    private final Findings findings = new Findings();
    private Slices slices = Slices.all();

    /// @param vault unlocked
    VerifyBackup(Vault vault, StateDirectory state, BackupRecord record, VerifyRequest request, Progress progress) {
        this.vault = vault;
        this.state = state;
        this.record = record;
        this.request = request;
        this.progress = progress;
    }

    VerifyResult run() throws IOException {
        if (isOfAnotherStore()) {
            return result(Extent.NOTHING, Extent.NOTHING);
        }
        Path scratch = state.temporary();
        try {
            Optional<Manifest> manifest = manifest(scratch);
            return manifest.isEmpty() ? result(Extent.NOTHING, Extent.NOTHING) : verified(manifest.get(), scratch);
        } finally {
            Trees.delete(scratch);
        }
    }

    private boolean isOfAnotherStore() {
        if (record.encrypted() && !vault.isEncrypted()) {
            findings.add(new VerifyFinding(
                    Kind.RECORD,
                    Optional.empty(),
                    "the record says that it is encrypted, and the store has no " + Layout.KEY_CHECK,
                    "bring that file back from a copy of the store"));
            return true;
        }
        if (!record.encrypted() && vault.isEncrypted()) {
            findings.add(Kind.RECORD, "the record says that it is not encrypted, and the store is");
        }
        return false;
    }

    private Optional<Manifest> manifest(Path scratch) throws IOException {
        try {
            return Optional.of(new Manifests(vault).fetch(record.backupId(), scratch.resolve("manifest.jsonl.gz")));
        } catch (ObjectNotFoundException _) {
            findings.add(Kind.MANIFEST, "the manifest is missing");
        } catch (DamagedException e) {
            findings.add(Kind.MANIFEST, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private VerifyResult verified(Manifest manifest, Path scratch) throws IOException {
        compareRecord(manifest);
        new CheckListing(vault, record, scratch, findings).run(manifest);
        findings.reading();
        Extent whole = new Extent(manifest.files(), manifest.bytes());
        choose(manifest);
        Extent read =
                switch (request.mode()) {
                    case QUICK -> Extent.NOTHING;
                    case READ_DATA -> new CheckData(vault, record, manifest, findings, progress).run(slices);
                    case DRILL -> drill(manifest, scratch);
                };
        return result(read, whole);
    }

    /// What is known to be damaged would only end it.
    private Extent drill(Manifest manifest, Path scratch) throws IOException {
        return findings.areHarmless()
                ? new Drill(vault, record, manifest, findings, progress)
                        .run(request.scratch().orElse(scratch))
                : Extent.NOTHING;
    }

    private void compareRecord(Manifest manifest) throws IOException {
        RecordFacts.contradictions(record, manifest).forEach(found -> findings.add(Kind.RECORD, found));
    }

    /// Archives are read as a whole.
    private void choose(Manifest manifest) throws IOException {
        if (request.mode() != VerifyMode.READ_DATA || FormatKind.of(manifest.format()) == FormatKind.TGZ) {
            return;
        }
        SliceCounts counts = new SliceCounts();
        manifest.visit(entry -> {
            if (entry.tree().kind() == org.holdfast.sync.Kind.FILE) {
                counts.add(entry.path());
            }
        });
        slices =
                counts.choose(record.verification().map(Verification::nextSlice).orElse(0), request.percent());
    }

    private VerifyResult result(Extent read, Extent whole) {
        return new VerifyResult(
                record.id(),
                record.format(),
                request.mode(),
                read,
                whole,
                slices,
                findings.listed(),
                findings.total(),
                findings.deep());
    }
}
