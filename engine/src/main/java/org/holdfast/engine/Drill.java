package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.engine.verify.Extent;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Event;
import org.holdfast.format.Losses;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Restores a whole backup into a private directory, as any restore does it and compared with the manifest as any, and
/// removes it again. Ends with the first thing that is wrong.
final class Drill {
    private final Vault vault;
    private final BackupRecord record;
    private final Manifest manifest;
    private final Findings findings;
    private final Progress progress;

    Drill(Vault vault, BackupRecord record, Manifest manifest, Findings findings, Progress progress) {
        this.vault = vault;
        this.record = record;
        this.manifest = manifest;
        this.findings = findings;
        this.progress = progress;
    }

    /// Restores below a directory that exists.
    ///
    /// @return what was restored and is right
    /// @throws BackupException FAILED if it cannot fit there
    Extent run(Path below) throws IOException {
        requireSpace(below);
        Path scratch = Files.createTempDirectory(below, "holdfast-drill-");
        try {
            RestoreRequest request = RestoreRequest.raw(scratch.resolve("backup"));
            RestoreSummary summary = new RestoreBackup(vault, record).run(request, manifest, Losses.NONE, progress);
            summary.notices().forEach(notice -> progress.on(new Event.Noticed(notice)));
            return new Extent(summary.files(), summary.bytes());
        } catch (DamagedException | AuthenticationException e) {
            findings.add(
                    record.format().equals(FormatKind.TGZ.id()) ? Kind.ARCHIVE : Kind.CONTENT,
                    String.valueOf(e.getMessage()));
        } finally {
            Trees.delete(scratch);
        }
        return Extent.NOTHING;
    }

    private void requireSpace(Path below) throws IOException {
        String place = ByteText.printable(LocalNames.bytesOf(below));
        if (!Files.isDirectory(below)) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "there is no directory " + place, "make it, or name another with --scratch");
        }
        long needed = manifest.total().content();
        long available = Files.getFileStore(below).getUsableSpace();
        if (available < needed) {
            throw new BackupException(
                    Failure.FAILED,
                    "not enough space in " + place + " for a drill: it takes " + needed + " bytes, and " + available
                            + " are available",
                    "free space there, or name another directory with --scratch");
        }
    }
}
