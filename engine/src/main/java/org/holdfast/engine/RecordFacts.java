package org.holdfast.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.engine.BackupRecord.Box;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import tools.jackson.core.JacksonException;

/// What a backup's manifest repeats of its record: all that never changes and cannot be seen from the id or the
/// entries. Whoever can write to a store can write records; manifests are sealed where it is encrypted.
record RecordFacts(
        String app,
        String appVersion,
        boolean encrypted,
        Instant started,
        Instant finished,
        long lost,
        long unstable,
        Optional<Box> box) {
    /// Jackson gives null for what a manifest does not have.
    RecordFacts {
        box = Objects.requireNonNullElse(box, Optional.empty());
    }

    static RecordFacts of(BackupRecord record) {
        return new RecordFacts(
                record.app(),
                record.appVersion(),
                record.encrypted(),
                record.started(),
                record.finished(),
                record.lost(),
                record.unstable(),
                record.box());
    }

    /// Empty if the manifest was written by somebody who does not say.
    static Optional<RecordFacts> in(Manifest manifest) throws DamagedException {
        if (manifest.record().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.read(manifest.record().get(), RecordFacts.class));
        } catch (JacksonException e) {
            throw new DamagedException("manifest: what it says of the record cannot be understood", e);
        }
    }

    String json() {
        return Json.line(this);
    }

    /// How a record contradicts the manifest beside it, for people; nothing if it does not.
    ///
    /// @param manifest of the same id
    static List<String> contradictions(BackupRecord record, Manifest manifest) throws DamagedException {
        List<String> found = new ArrayList<>();
        compare("format", record.format(), manifest.format(), found);
        compare("number of files", record.files(), manifest.files(), found);
        compare("number of bytes", record.bytes(), manifest.bytes(), found);
        Optional<RecordFacts> facts = in(manifest);
        if (facts.isPresent()) {
            RecordFacts theirs = facts.get();
            RecordFacts ours = of(record);
            compare("app", ours.app, theirs.app, found);
            compare("app's version", ours.appVersion, theirs.appVersion, found);
            compare("encryption", ours.encrypted, theirs.encrypted, found);
            compare("start", ours.started, theirs.started, found);
            compare("end", ours.finished, theirs.finished, found);
            compare("number of lost entries", ours.lost, theirs.lost, found);
            compare("number of unstable files", ours.unstable, theirs.unstable, found);
            if (!ours.box.equals(theirs.box)) {
                found.add("the record names other backups of apps than the manifest");
            }
        }
        return found;
    }

    private static void compare(String what, Object record, Object manifest, List<String> found) {
        if (!record.equals(manifest)) {
            found.add("the record says that the " + what + " is " + record + ", and the manifest " + manifest);
        }
    }
}
