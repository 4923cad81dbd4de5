package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PrefixedStore;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Event;
import org.holdfast.format.Losses;
import org.holdfast.format.Manifest;
import org.holdfast.format.ManifestOfArchive;
import org.holdfast.format.ManifestOfObjects;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;

/// Gets the manifest by which a backup is read. The one in the store, if the record agrees with it; where other
/// software made the backup, or damage is accepted, else one that is made of what is there.
final class OpenManifest {
    private final Vault vault;
    private final BackupRecord record;
    private final boolean acceptDamaged;
    private final Losses losses;
    private final Progress progress;

    /// @param vault unlocked
    /// @param acceptDamaged whether to go on where the manifest is missing or damaged, or the record contradicts it
    /// @param losses hears of what cannot be read where a manifest has to be made
    /// @param progress hears of what is accepted
    OpenManifest(Vault vault, BackupRecord record, boolean acceptDamaged, Losses losses, Progress progress) {
        this.vault = vault;
        this.record = record;
        this.acceptDamaged = acceptDamaged;
        this.losses = losses;
        this.progress = progress;
    }

    /// @param scratch a private directory, which must outlive the manifest
    Manifest run(Path scratch) throws IOException {
        Manifest manifest;
        try {
            manifest = new Manifests(vault).fetch(record.backupId(), scratch.resolve("manifest.jsonl.gz"));
        } catch (ObjectNotFoundException e) {
            String what = "the manifest of " + record.id() + " is missing";
            if (record.isRecorded() && !acceptDamaged) {
                throw refusal(what, e);
            }
            return made(what, scratch);
        } catch (DamagedException e) {
            if (!acceptDamaged) {
                throw refusal(String.valueOf(e.getMessage()), e);
            }
            return made(String.valueOf(e.getMessage()), scratch);
        }
        requireAgreement(manifest);
        return manifest;
    }

    private void requireAgreement(Manifest manifest) throws IOException {
        List<String> contradictions =
                record.isRecorded() ? RecordFacts.contradictions(record, manifest) : List.<String>of();
        if (contradictions.isEmpty()) {
            return;
        }
        DamagedException damaged =
                new DamagedException("the record of " + record.id() + " was changed: " + contradictions.getFirst());
        if (!acceptDamaged) {
            throw refusal(String.valueOf(damaged.getMessage()), damaged);
        }
        progress.on(new Event.Noticed(damaged.getMessage() + "; the manifest counts"));
    }

    private static BackupException refusal(String what, IOException cause) {
        return new BackupException(
                Failure.DAMAGED,
                what,
                "restore another backup, or what can be read of this one with --accept-damaged",
                List.of(),
                cause);
    }

    private Manifest made(String why, Path scratch) throws IOException {
        progress.on(new Event.Noticed(why + ", so nobody can tell whether files of the backup are missing,"
                + " exchanged or old; reading all that is there to find out what it holds"));
        BackupId id = record.backupId();
        return switch (FormatKind.of(record.format())) {
            case TGZ ->
                new ManifestOfArchive(
                                vault.contents(),
                                Layout.archive(id, vault.isEncrypted()),
                                id.value(),
                                scratch,
                                losses,
                                progress)
                        .make();
            case RSYNC -> {
                ObjectStore here = vault.at(id.key());
                StoredForm form = StoredForm.of(here);
                yield new ManifestOfObjects(here, id.value(), scratch, losses)
                        .make(visitor -> new PrefixedStore(vault.raw(), id.key())
                                .list(ObjectKey.ROOT, Depth.ALL, info -> {
                                    Optional<BytePath> path = form.path(info.key());
                                    if (path.isPresent()) {
                                        visitor.file(path.get(), info.modified());
                                    } else {
                                        progress.on(new Event.Noticed(info.key()
                                                + " is left out: its name was not sealed with this password"));
                                    }
                                }));
            }
        };
    }
}
